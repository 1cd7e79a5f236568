package dev.dayfile.benchmarks.harness;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The JVM's optimizing compiler, of which a warm-up has to know whether it is done: on two busy cores it can take half a
 * second over one method, and as long as it does the method runs as it came, in a time that does not change.
 */
public final class Compiler {
    private static final String QUEUE = "C2 compile queue:";
    private static final String AT_WORK = "C2 CompilerThread";

    private Compiler() {}

    /** Whether it has nothing to do and nothing to wait for; a JVM that does not tell counts as at rest. */
    public static boolean isAtRest() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            return isAtRest((String) server.invoke(commands, "compilerQueue", new Object[0], new String[0]));
        } catch (JMException e) {
            return true;
        }
    }

    /** @param queues what HotSpot prints: what each compiler thread is at, and what waits in each queue */
    static boolean isAtRest(String queues) {
        int queue = queues.indexOf(QUEUE);
        return queue < 0
                || !queues.contains(AT_WORK)
                        && queues.substring(queue + QUEUE.length()).strip().startsWith("Empty");
    }
}
