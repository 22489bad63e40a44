package io.docuvault;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.docuvault.classification.Permit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.stereotype.Repository;
import org.springframework.web.bind.annotation.RestController;

/** The rules of the structure, as docs/adr/0001 gives them. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.docuvault");

    @Test
    void modulesUseOnlyWhatTheyDeclare() {
        ApplicationModules.of(DocuVault.class).verify();
    }

    @Test
    void sharedTypesKnowNeitherModulesNorBeans() {
        noClasses()
                .that()
                .resideInAPackage("io.docuvault.shared..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.docuvault..").and(not(resideInAPackage("io.docuvault.shared.."))))
                .orShould()
                .dependOnClassesThat(resideInAPackage("org.springframework..")
                        .and(not(resideInAPackage("org.springframework.modulith.."))))
                .check(CLASSES);
    }

    @Test
    void aModulesRootNeverUsesItsSubPackages() {
        for (String module : new String[] {"storage", "classification", "extraction"}) {
            noClasses()
                    .that()
                    .resideInAPackage("io.docuvault." + module)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.docuvault." + module + ".*..")
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void siblingsNeverUseEachOther() {
        for (String module : new String[] {"storage", "classification"}) {
            slices().matching("io.docuvault." + module + ".(*)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    /** Policy, budget and provenance are looked after in one place, which nobody gets around. */
    @Test
    void onlyTheGateLetsAnybodyAskAModel() {
        constructors()
                .that()
                .areDeclaredIn(Permit.class)
                .should()
                .onlyBeCalled()
                .byClassesThat()
                .haveFullyQualifiedName("io.docuvault.classification.Gate")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.docuvault.classification..")
                .and()
                .doNotHaveFullyQualifiedName("io.docuvault.classification.ModelHttp")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.apache.hc..", "java.net.http..", "org.springframework.web.client..", "javax.net.."))
                .check(CLASSES);
    }

    @Test
    void parsersRunInChildProcessesOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.docuvault.extraction.child..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.apache.tika.parser..", "org.apache.pdfbox..", "org.apache.poi..", "javax.imageio.."))
                .check(CLASSES);
    }

    @Test
    void onlyTheDatabaseModuleKnowsTheDriverAndThePool() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.docuvault.database..", "io.docuvault.jobs..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.postgresql..", "com.zaxxer.."))
                .check(CLASSES);
    }

    @Test
    void jsonIsJacksonThree() {
        noClasses()
                .that()
                .doNotHaveSimpleName("RecordSchemas") // swagger-core is built on Jackson 2
                .and()
                .doNotHaveSimpleName("NestedNames")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core.."))
                .check(CLASSES);
    }

    @Test
    void controllersAndRepositoriesStayInTheirPackage() {
        classes()
                .that()
                .areAnnotatedWith(RestController.class)
                .or()
                .areAnnotatedWith(Repository.class)
                .should()
                .bePackagePrivate()
                .check(CLASSES);
    }

    @Test
    void dependenciesComeThroughConstructors() {
        noFields().should().beAnnotatedWith(Autowired.class).check(CLASSES);
    }

    @Test
    void timeIsInjected() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.docuvault.extraction.child..", "io.docuvault.database..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }
}
