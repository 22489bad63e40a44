package io.docuvault.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Another JVM that starts the embedded PostgreSQL, writes or counts rows in it, and waits to be killed. */
record LauncherProcess(Process process, BufferedReader output) {

    /** Tells what is meant for the test from what is logged. */
    private static final String SAYS = "says ";

    /**
     * Starts it.
     *
     * @param work {@code write}: says the number of each row when its commit is acknowledged; {@code count}: says once
     *     how many rows there are
     * @param as what to put before the command line so that it runs as another account
     */
    static LauncherProcess start(Path home, String work, List<String> as) throws IOException {
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LauncherProcess.class.getName(),
                home.toString(),
                work));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new LauncherProcess(process, process.inputReader());
    }

    long pid() {
        return process.pid();
    }

    /** The next number it says. */
    long nextNumber() throws IOException {
        StringBuilder logged = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(SAYS)) {
                return Long.parseLong(line.substring(SAYS.length()));
            }
            logged.append(line).append('\n');
        }
        throw new AssertionError("The process ended; it logged:\n" + logged);
    }

    /** Kills it, as {@code kill -9} does, and returns the last number it had said; -1 if none is left to read. */
    long killed() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly(); // unlike the process's own method, leaves its output to be read
        process.waitFor();
        List<String> whole =
                output.lines().filter(line -> line.matches(SAYS + "\\d+")).toList();
        return whole.isEmpty() ? -1 : Long.parseLong(whole.getLast().substring(SAYS.length()));
    }

    public static void main(String[] arguments) throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]));
        DatabaseAddress address = postgres.migration();
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists written (id bigint generated always as identity)");
            do {
                try (ResultSet rows = statement.executeQuery(
                        arguments[1].equals("write")
                                ? "insert into written default values returning (select count(*) + 1 from written)"
                                : "select count(*) from written")) {
                    rows.next();
                    System.out.println(SAYS + rows.getLong(1));
                }
            } while (arguments[1].equals("write"));
            Thread.currentThread().join();
        }
    }
}
