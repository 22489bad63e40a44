package io.docuvault;

import io.docuvault.cli.CommandLineEntry;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.modulith.Modulithic;

/** The one program: web and worker node, with embedded or external parts as its settings say, and its commands. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Modulithic(systemName = "DocuVault", sharedModules = "shared")
public class DocuVault {

    /** As many virtual threads may wait for a class to be loaded before they hold up all others (docs/adr/0028). */
    private static final int CARRIERS = 64;

    public static void main(String[] args) {
        // Before the first virtual thread. What the operator says goes before it.
        if (System.getProperty("jdk.virtualThreadScheduler.parallelism") == null) {
            System.setProperty("jdk.virtualThreadScheduler.parallelism", String.valueOf(CARRIERS));
        }
        int code = CommandLineEntry.run(DocuVault.class, args);
        if (code != CommandLineEntry.SERVING) {
            System.exit(code);
        }
    }
}
