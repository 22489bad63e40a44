package io.docuvault.accounts;

import io.docuvault.shared.NodeRole;
import io.docuvault.shared.ProblemException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** Makes the administrator named by {@code ADMIN_EMAIL} and {@code ADMIN_PASSWORD} at the first start. */
@Component
@ConditionalOnWebApplication
class FirstAdministrator implements ApplicationRunner {

    private static final Client NOBODY = new Client("local", new Fingerprint("settings", "", ""));

    private final AccountSettings.Administrator settings;
    private final Registrations registrations;
    private final NodeRole role;

    @Autowired
    FirstAdministrator(AccountSettings settings, Registrations registrations, NodeRole role) {
        this(settings.administrator(), registrations, role);
    }

    FirstAdministrator(AccountSettings.Administrator settings, Registrations registrations, NodeRole role) {
        this.settings = settings;
        this.registrations = registrations;
        this.role = role;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        String email = settings.email();
        String password = settings.password();
        if (!role.serves() || email == null || email.isBlank() || password == null || password.isBlank()) {
            return;
        }
        if (registrations.administratorNeeded()) {
            create(new NewAccount(email.strip(), password, null, null, null));
        }
    }

    private void create(NewAccount administrator) {
        if (!administrator.email().matches(NewAccount.EMAIL)) {
            throw new AdministratorException("ADMIN_EMAIL is not an e-mail address.");
        }
        try {
            registrations.setUpFromSettings(administrator, NOBODY);
        } catch (ProblemException e) {
            throw new AdministratorException(
                    "The administrator of ADMIN_EMAIL and ADMIN_PASSWORD cannot be made: " + e.getMessage(), e);
        }
    }
}
