package io.docuvault.web;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class ProblemHandlerTest {

    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new Failing())
            .setControllerAdvice(new ProblemHandler())
            .build();

    @Test
    void aDatabaseThatIsAwayMayBeAskedAgain() throws Exception {
        mvc.perform(get("/database-away"))
                .andExpect(status().isServiceUnavailable())
                .andExpect(header().string("Retry-After", "5"))
                .andExpect(content().contentType("application/problem+json"))
                .andExpect(jsonPath("$.code").value("unavailable"));
    }

    @Test
    void whoeverGaveWayToSomebodyElseMayAskAgain() throws Exception {
        mvc.perform(get("/gave-way"))
                .andExpect(status().isServiceUnavailable())
                .andExpect(header().string("Retry-After", "1"))
                .andExpect(jsonPath("$.code").value("unavailable"));
    }

    @Test
    void whatNobodyThoughtOfIsAnsweredWithoutItsCause() throws Exception {
        mvc.perform(get("/bug"))
                .andExpect(status().isInternalServerError())
                .andExpect(jsonPath("$.code").value("internal_error"))
                .andExpect(content().string(not(containsString("secret"))));
    }

    @RestController
    static class Failing {

        @GetMapping("/database-away")
        void databaseAway() {
            throw new CannotCreateTransactionException("no connection");
        }

        @GetMapping("/gave-way")
        void gaveWay() {
            throw new CannotAcquireLockException("deadlock detected");
        }

        @GetMapping("/bug")
        void bug() {
            throw new IllegalStateException("a secret of the inside");
        }
    }
}
