package io.docuvault.extraction;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** How a child is started: this JDK, this program's own classes, small, niced, and without the server's environment. */
record ChildCommand(DataSize memory, NetworkIsolation isolation) {

    private static final String MAIN = "io.docuvault.extraction.child.Main";
    private static final String BOOT_LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

    List<String> words(Path temporary, Path home) {
        List<String> words = new ArrayList<>(isolation.prefix());
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + memory.toMegabytes() + "m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + home.resolve("crash"),
                // Nothing but our frames may appear on standard output.
                "-XX:+DisplayVMOutputToStderr",
                "-XX:-UsePerfData",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + temporary,
                "-Duser.home=" + home,
                "-Dpdfbox.fontcache=" + home,
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-cp",
                classPath()));
        words.addAll(entryPoint());
        return words;
    }

    /** Absolute, since the child works in a directory of its own. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** In the packaged jar our classes are nested, and only Spring Boot's launcher finds them. */
    private static List<String> entryPoint() {
        String launcher = BOOT_LAUNCHER.replace('.', '/') + ".class";
        boolean packaged = ClassLoader.getSystemResource(launcher) != null;
        return packaged ? List.of("-Dloader.main=" + MAIN, BOOT_LAUNCHER) : List.of(MAIN);
    }

    static Map<String, String> environment(Path home) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("HOME", home.toString());
        environment.put("LC_ALL", "C.UTF-8");
        // Several threads make tesseract slower when several children work.
        environment.put("OMP_THREAD_LIMIT", "1");
        @Nullable String languageData = System.getenv("TESSDATA_PREFIX");
        if (languageData != null) {
            environment.put("TESSDATA_PREFIX", languageData);
        }
        return environment;
    }
}
