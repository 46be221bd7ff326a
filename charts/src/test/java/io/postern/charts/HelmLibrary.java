package io.postern.charts;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.jni.NativeLibrary;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Helm itself, which comes as a library of machine code: there is one for each platform, but none for Linux on ARM. */
final class HelmLibrary {

    private HelmLibrary() {}

    /** @throws IllegalStateException where there is no library for this machine */
    static Helm chart(Path folder) {
        require(HelmLibrary.class.getClassLoader());
        return new Helm(folder);
    }

    /** Without this, helm-java tries to download one, and fails with other words. */
    static void require(ClassLoader classes) {
        if (ServiceLoader.load(NativeLibrary.class, classes).stream().findAny().isEmpty()) {
            throw new IllegalStateException(
                    "helm-java has no library for " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch")
                            + ": run the tests of the chart on Linux x86-64, macOS or Windows, or leave them out with -pl '!charts'");
        }
    }
}
