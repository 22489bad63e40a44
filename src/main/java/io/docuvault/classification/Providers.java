package io.docuvault.classification;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The providers that this installation has. Which one answers is decided each time a document is classified. */
@Component
class Providers {

    /** Needs no network, no key and no money. */
    static final String BUILT_IN = "builtin";

    private final Map<String, AiProvider> byName;

    Providers(List<AiProvider> providers) {
        this.byName = providers.stream().collect(Collectors.toMap(AiProvider::name, Function.identity()));
    }

    /** The provider for a user's documents. There is nothing yet by which a user could choose another one. */
    AiProvider choose() {
        AiProvider builtIn = byName.get(BUILT_IN);
        if (builtIn == null) {
            throw new IllegalStateException("The built-in provider is missing");
        }
        return builtIn;
    }
}
