package io.postern.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Asks another JVM of this machine what it has allocated and what of it lives. */
public final class JvmFigures {

    private JvmFigures() {}

    /** {@code pid=}, and {@code live=yes} to collect first; prints one line of JSON, in bytes. */
    @SuppressWarnings("BanJNDI") // the address is one of this machine's own processes, which the caller started
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        VirtualMachine machine = VirtualMachine.attach(arguments.text("pid"));
        JMXServiceURL address = new JMXServiceURL(machine.startLocalManagementAgent());
        machine.detach();
        try (JMXConnector connector = JMXConnectorFactory.connect(address)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                    server, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            if (arguments.text("live").equals("yes")) {
                memory.gc();
            }
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    server, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            long allocated = 0;
            for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
                allocated += Math.max(0, bytes);
            }
            System.out.printf(
                    "{\"allocated\":%d,\"heap\":%d}%n",
                    allocated, memory.getHeapMemoryUsage().getUsed());
        }
    }
}
