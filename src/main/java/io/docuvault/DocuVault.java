package io.docuvault;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.modulith.Modulithic;

/** The one program: web and worker node, with embedded or external parts as its settings say. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Modulithic(systemName = "DocuVault", sharedModules = "shared")
public class DocuVault {

    public static void main(String[] args) {
        SpringApplication.run(DocuVault.class, args);
    }
}
