package io.docuvault.web;

import io.docuvault.shared.BrowserOrigin;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.NodeRole;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * The one chain of filters before everything: no server session, an access token for whatever is not public, and then
 * the user bound to the thread as the caller.
 *
 * <p>Whose token it is, the {@code accounts} module says through Spring's own {@code AuthenticationManagerResolver}, so
 * that neither module needs to know the other.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);

    @Bean
    SecurityFilterChain security(
            HttpSecurity http,
            AuthenticationManagerResolver<HttpServletRequest> callers,
            PublicPaths publicPaths,
            SecuritySettings settings,
            NodeRole role,
            ObjectProvider<BrowserOrigin> origins,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        ProblemWriter writer = new ProblemWriter(problems);
        if (!role.serves()) {
            http.addFilterAfter(new HealthOnlyFilter(writer), HeaderWriterFilter.class);
        }
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // A forged request carries no bearer token; where a cookie counts, SameOriginFilter looks who sends it.
                .csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .cors(cors -> cors.configurationSource(corsSource(settings)))
                .headers(headers -> SecurityHeaders.configure(headers, settings, origins.stream()))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                        .permitAll()
                        .requestMatchers(publicPaths)
                        .permitAll()
                        .requestMatchers("/api/admin/**", "/actuator/**")
                        .hasRole("ADMINISTRATOR")
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(callers)
                        .bearerTokenResolver(tokenUnlessPublic(publicPaths))
                        .authenticationEntryPoint((request, response, _) -> {
                            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                            writer.write(request, response, ErrorCode.UNAUTHENTICATED);
                        }))
                .exceptionHandling(handling -> handling
                        // What somebody may not have, they are not told about.
                        .accessDeniedHandler((request, response, _) -> {
                    log.warn(
                            "{} asked for {} {}, which is for administrators",
                            request.getRemoteUser(),
                            request.getMethod(),
                            request.getRequestURI());
                    writer.write(request, response, ErrorCode.NOT_FOUND);
                }))
                .addFilterAfter(new SameOriginFilter(settings.corsOrigins(), writer), HeaderWriterFilter.class)
                .addFilterAfter(new CallerFilter(), AuthorizationFilter.class)
                .addFilterAfter(new BodyLimitFilter(settings.jsonLimit(), writer), CallerFilter.class)
                .build();
    }

    /**
     * A public request is never refused for the stale token that a browser happens to send along. Two headers are
     * refused: whoever stands between us and the client may have looked at the other one.
     */
    private static BearerTokenResolver tokenUnlessPublic(PublicPaths publicPaths) {
        DefaultBearerTokenResolver header = new DefaultBearerTokenResolver();
        return request -> {
            if (publicPaths.matches(request)) {
                return null;
            }
            if (Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)).size() > 1) {
                throw new InvalidBearerTokenException("More than one Authorization header");
            }
            return header.resolve(request);
        };
    }

    private static CorsConfigurationSource corsSource(SecuritySettings settings) {
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        if (!settings.corsOrigins().isEmpty()) {
            CorsConfiguration cors = new CorsConfiguration();
            cors.setAllowedOrigins(settings.corsOrigins());
            cors.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
            cors.setAllowedHeaders(List.of("*"));
            cors.setExposedHeaders(List.of(
                    HttpHeaders.ETAG,
                    HttpHeaders.LOCATION,
                    HttpHeaders.RETRY_AFTER,
                    HttpHeaders.CONTENT_DISPOSITION,
                    HttpHeaders.CONTENT_RANGE));
            cors.setAllowCredentials(true);
            cors.setMaxAge(Duration.ofHours(1));
            source.registerCorsConfiguration("/api/**", cors);
        }
        return source;
    }
}
