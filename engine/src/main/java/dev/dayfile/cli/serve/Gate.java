package dev.dayfile.cli.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is let in. A page of another site can make a browser ask this server, and by a name that it lets point here
 * (DNS rebinding) it could even read the answers; so only names that nobody else can give out are answered to, and
 * nothing that a page of another site asks for. An address as such is no name and safe.
 */
final class Gate {
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.%]+]");
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Set<String> names;

    /** @param host under which name the server was told to listen */
    Gate(String host) {
        names = Stream.of("localhost", host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** What every answer says of itself. */
    static void secure(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-cache");
    }

    /**
     * Throws when the request is not to be answered.
     *
     * @throws Refusal with the status and the reason
     */
    void check(HttpExchange exchange) throws Refusal {
        if (!METHODS.contains(exchange.getRequestMethod())) {
            throw new Refusal(405, "only GET and HEAD are answered [method=" + exchange.getRequestMethod() + "]");
        }
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (!isOurs(host)) {
            throw new Refusal(
                    403,
                    "asked under a name that is not this server's; 'serve --host NAME' says under which it is asked [Host="
                            + host + "]");
        }
        String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
        boolean ofOtherPage = "cross-site".equals(site) || "same-site".equals(site);
        if (ofOtherPage && exchange.getRequestURI().getPath().startsWith("/api/")) {
            throw new Refusal(403, "data is for this server's own page [Sec-Fetch-Site=" + site + "]");
        }
    }

    private boolean isOurs(String host) {
        if (host == null) {
            return false;
        }
        String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        return names.contains(name) || ADDRESS.matcher(name).matches();
    }
}
