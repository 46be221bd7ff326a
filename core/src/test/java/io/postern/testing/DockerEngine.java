package io.postern.testing;

import org.testcontainers.DockerClientFactory;

/** Whether containers can be started here. */
final class DockerEngine {

    private static final boolean ANSWERS = DockerClientFactory.instance().isDockerAvailable();

    private DockerEngine() {}

    /** Asked once per JVM. */
    static boolean answers() {
        return ANSWERS;
    }
}
