package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@HttpTest
class SignInTest {

    @Autowired
    Api api;

    @Test
    void showsTheirAccountToSomebodyWhoSignedIn() {
        Api.Person anna = api.newPerson();

        JsonNode account = Api.json(anna.http().get().uri("/api/account"));

        assertThat(account.get("id").asString()).isEqualTo(anna.id().toString());
        assertThat(account.get("email").asString()).isEqualTo(anna.email());
        assertThat(account.get("role").asString()).isEqualTo("user");
        assertThat(account.get("quotaBytes").asLong()).isEqualTo(10L << 30);
    }
}
