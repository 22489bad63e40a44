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

    public static void main(String[] args) {
        int code = CommandLineEntry.run(DocuVault.class, args);
        if (code != CommandLineEntry.SERVING) {
            System.exit(code);
        }
    }
}
