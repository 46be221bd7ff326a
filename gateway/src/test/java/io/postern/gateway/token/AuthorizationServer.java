package io.postern.gateway.token;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Spring Authorization Server on a port of its own, with opaque tokens, and refresh tokens that are good once. Where one is
 * shown a second time, the whole grant ends (RFC 9700, section 4.14.2), as the server itself would not do.
 */
final class AuthorizationServer implements AutoCloseable {

    static final String CLIENT_ID = "client:one/+%";
    static final String CLIENT_SECRET = "s3cret +&=:%";
    static final String SIGNING_CLIENT = "signing-client";
    static final String PUBLIC_CLIENT = "public-client";
    static final URI REDIRECT = URI.create("https://admin.example/callback");

    private final Tomcat tomcat = new Tomcat();
    private final AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
    private final DisposableServer keys;
    private final RSAKey key;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    /** Refresh tokens that were shown, and the grant of each. */
    private final Map<String, String> used = new ConcurrentHashMap<>();

    private final List<String> reused = new CopyOnWriteArrayList<>();
    private final InMemoryOAuth2AuthorizationService authorizations = new InMemoryOAuth2AuthorizationService();
    private volatile Duration life = Duration.ofHours(1);
    private final RegisteredClientRepository clients;
    /** Applied before the server sees a request. */
    volatile Consumer<HttpServletResponse> failing = response -> {};

    AuthorizationServer() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("key-1").generate();
        keys = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> response.header("Content-Type", "application/json")
                        .sendString(Mono.just("{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}")))
                .bindNow();
        clients = new InMemoryRegisteredClientRepository(
                client(CLIENT_ID, CLIENT_SECRET), signingClient(), publicClient());
        tomcat.setBaseDir(Files.createTempDirectory("authorization-server").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context web = tomcat.addContext("", null);
        context.setServletContext(web.getServletContext());
        context.register(Server.class);
        context.addBeanFactoryPostProcessor(factory -> {
            factory.registerSingleton("clients", clients);
            factory.registerSingleton("authorizations", authorizations);
        });
        filter(web, "watch", new Watch());
        DelegatingFilterProxy security = new DelegatingFilterProxy("springSecurityFilterChain");
        filter(web, "security", security);
        web.addServletContainerInitializer(
                (classes, servlets) -> {
                    context.setServletContext(servlets);
                    context.refresh();
                    servlets.setAttribute(
                            org.springframework.web.context.WebApplicationContext
                                    .ROOT_WEB_APPLICATION_CONTEXT_ATTRIBUTE,
                            context);
                },
                null);
        Tomcat.addServlet(web, "none", new jakarta.servlet.http.HttpServlet() {});
        web.addServletMappingDecoded("/", "none");
        tomcat.start();
    }

    private static void filter(Context web, String name, jakarta.servlet.Filter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(name);
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        web.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(name);
        map.addURLPattern("/*");
        web.addFilterMap(map);
    }

    /** No component: the gateway's own scan would find it. */
    @EnableWebSecurity
    static class Server {

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            OAuth2AuthorizationServerConfigurer server = new OAuth2AuthorizationServerConfigurer();
            return http.securityMatcher("/**")
                    .with(server, configured -> {})
                    .authorizeHttpRequests(all -> all.anyRequest().authenticated())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        AuthorizationServerSettings settings() {
            return AuthorizationServerSettings.builder().build();
        }
    }

    private RegisteredClient client(String id, String secret) {
        return base(id).clientSecret("{noop}" + secret)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                .build();
    }

    private RegisteredClient signingClient() {
        return base(SIGNING_CLIENT)
                .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
                .clientSettings(ClientSettings.builder()
                        .jwkSetUrl("http://127.0.0.1:" + keys.port() + "/jwks")
                        .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.RS256)
                        .build())
                .build();
    }

    private RegisteredClient publicClient() {
        return base(PUBLIC_CLIENT)
                .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                .build();
    }

    private RegisteredClient.Builder base(String id) {
        return RegisteredClient.withId(id)
                .clientId(id)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .redirectUri(REDIRECT.toString())
                .scope("orders.read")
                .scope("orders.write")
                .tokenSettings(TokenSettings.builder()
                        .accessTokenFormat(OAuth2TokenFormat.REFERENCE)
                        .accessTokenTimeToLive(life)
                        .reuseRefreshTokens(false)
                        .build());
    }

    /** The private key of {@link #SIGNING_CLIENT}. */
    String privateKey() throws Exception {
        return pem(key);
    }

    static String pem(RSAKey key) throws Exception {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.toPrivateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    URI tokenUrl() {
        return URI.create("http://127.0.0.1:" + port() + "/oauth2/token");
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** A refresh token as a person's earlier consent has left it. */
    String refreshToken(String clientId) {
        String token = "rt-" + UUID.randomUUID();
        RegisteredClient client = java.util.Objects.requireNonNull(clients.findByClientId(clientId));
        Instant now = Instant.now();
        authorizations.save(OAuth2Authorization.withRegisteredClient(client)
                .principalName("person")
                .attribute(java.security.Principal.class.getName(), person())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(Set.of("orders.read"))
                .accessToken(new OAuth2AccessToken(
                        OAuth2AccessToken.TokenType.BEARER, "at-" + token, now, now.plusSeconds(60)))
                .refreshToken(new OAuth2RefreshToken(token, now, now.plusSeconds(100_000)))
                .build());
        return token;
    }

    /** A code as a person's consent has just brought it. */
    String code(String clientId, String challenge) {
        String code = "code-" + UUID.randomUUID();
        RegisteredClient client = java.util.Objects.requireNonNull(clients.findByClientId(clientId));
        Instant now = Instant.now();
        OAuth2AuthorizationRequest asked = OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri("https://auth.example/authorize")
                .clientId(clientId)
                .redirectUri(REDIRECT.toString())
                .scopes(Set.of("orders.read"))
                .additionalParameters(more -> {
                    more.put("code_challenge", challenge);
                    more.put("code_challenge_method", "S256");
                })
                .build();
        authorizations.save(OAuth2Authorization.withRegisteredClient(client)
                .principalName("person")
                .attribute(java.security.Principal.class.getName(), person())
                .attribute(OAuth2AuthorizationRequest.class.getName(), asked)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(Set.of("orders.read"))
                .token(new OAuth2AuthorizationCode(code, now, now.plusSeconds(60)))
                .build());
        return code;
    }

    private static org.springframework.security.core.Authentication person() {
        return new org.springframework.security.authentication.TestingAuthenticationToken("person", null, "ROLE_USER");
    }

    /** Whether the server knows this as an access token that is good now. */
    boolean isGood(String accessToken) {
        OAuth2Authorization found = authorizations.findByToken(accessToken, OAuth2TokenType.ACCESS_TOKEN);
        OAuth2Authorization.Token<OAuth2AccessToken> token = found == null ? null : found.getAccessToken();
        return token != null && token.isActive();
    }

    /** Which grant each request asked for. */
    List<String> requests() {
        return requests;
    }

    /** Refresh tokens that were shown twice. */
    List<String> reused() {
        return reused;
    }

    private final class Watch extends HttpFilter {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            requests.add(String.valueOf(request.getParameter("grant_type")));
            String refresh = request.getParameter("refresh_token");
            if (refresh != null) {
                watch(refresh);
            }
            failing.accept(response);
            if (!response.isCommitted()) {
                chain.doFilter(request, response);
            }
        }

        private void watch(String refresh) {
            OAuth2Authorization grant = authorizations.findByToken(refresh, OAuth2TokenType.REFRESH_TOKEN);
            String before = grant == null ? used.get(refresh) : used.putIfAbsent(refresh, grant.getId());
            if (before != null) {
                reused.add(refresh);
                OAuth2Authorization now = authorizations.findById(before);
                if (now != null) {
                    authorizations.remove(now);
                }
            }
        }
    }

    @Override
    public void close() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        context.close();
        keys.disposeNow();
    }
}
