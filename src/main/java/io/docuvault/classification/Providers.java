package io.docuvault.classification;

import io.docuvault.shared.SettingException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The providers that this installation has. Which one answers is decided each time a document is classified. */
@Component
class Providers {

    /** Needs no network, no key and no money. */
    static final String BUILT_IN = "builtin";

    /** Not a provider, but what stands in its place where a rule of the user's own says what a document is. */
    static final String RULE = "rule";

    private final Map<String, AiProvider> byName;

    Providers(List<AiProvider> providers, ModelSettings settings) {
        this.byName = providers.stream().collect(Collectors.toMap(AiProvider::name, Function.identity()));
        if (!byName.containsKey(settings.provider())) {
            throw new SettingException("DEFAULT_AI_PROVIDER has to be one of "
                    + byName.keySet().stream().sorted().toList() + " and not " + settings.provider() + ".");
        }
    }

    AiProvider builtIn() {
        return find(BUILT_IN).orElseThrow(() -> new IllegalStateException("The built-in provider is missing"));
    }

    Optional<AiProvider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All but the built-in one, by name. */
    List<AiProvider> models() {
        return byName.values().stream()
                .filter(provider -> provider.defaults() != null)
                .sorted(Comparator.comparing(AiProvider::name))
                .toList();
    }
}
