package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dayfile.ChildJvm;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart server answers, to whom, and how the command begins and ends. What is live: {@link ServeLiveTest}. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeCommandTest {
    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void makeStore() {
        root = folder.resolve("store");
        CommandRun made = CommandRun.run(
                ("generate --symbols SPY,QQQ --timeframes 2m,15m --days 2 --objects 8 --disorder --root " + root)
                        .split(" "));
        assertThat(made.exit()).as(made.err()).isZero();
    }

    @Test
    void shouldListSymbolsAndTimeframes() throws Exception {
        try (Served served = new Served(root)) {
            JsonNode store = served.json("api/store");
            assertThat(store.get("zone").asText()).isEqualTo("America/New_York");
            assertThat(store.get("engine").asBoolean()).isFalse();
            assertThat(store.get("timeframes"))
                    .extracting(JsonNode::toString)
                    .containsExactly(
                            "{\"timeframe\":\"2m\",\"seconds\":120,\"symbols\":[\"QQQ\",\"SPY\"]}",
                            "{\"timeframe\":\"15m\",\"seconds\":900,\"symbols\":[\"QQQ\",\"SPY\"]}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "symbol=SPY&timeframe=2m, --symbol SPY --timeframe 2m",
        "symbol=SPY&timeframe=15m&last=7, --symbol SPY --timeframe 15m --last 7",
        "symbol=QQQ&timeframe=2m&from=2025-10-21T09:30&to=2025-10-21T10:00&object_timeframes=2m%2C15m,"
                + " '--symbol QQQ --timeframe 2m --from 2025-10-21T09:30 --to 2025-10-21T10:00"
                + " --object-timeframes 2m,15m'",
        "symbol=SPY&timeframe=15m&as_of=2025-10-20T12:00&low=1&high=1000,"
                + " --symbol SPY --timeframe 15m --as-of 2025-10-20T12:00 --low 1 --high 1000",
        "symbol=NONE&timeframe=2m, --symbol NONE --timeframe 2m"
    })
    void shouldGiveTheDocumentOfTheCommandViewport(String query, String command) throws Exception {
        String printed = CommandRun.run(("viewport --format json --root " + root + " " + command).split(" "))
                .out();
        assertThat(printed).startsWith("{");
        try (Served served = new Served(root)) {
            HttpResponse<String> response = served.get("api/viewport?" + query);
            assertThat(response.body()).isEqualTo(printed);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
            assertThat(response.headers().firstValue("Dayfile-Position").orElseThrow())
                    .matches("\\d+-\\d+");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "timeframe=2m, symbol",
        "symbol=SPY, timeframe",
        "symbol=SPY&timeframe=2x, timeframe=2x",
        "symbol=S%20Y&timeframe=2m, blanks",
        "symbol=SPY&timeframe=2m&last=0, last=0",
        "symbol=SPY&timeframe=2m&last=20001, last=20001",
        "symbol=SPY&timeframe=2m&last=many, last=many",
        "symbol=SPY&timeframe=2m&from=noon, time=noon",
        "symbol=SPY&timeframe=2m&from=2025-10-21&to=2025-10-20, ends before it starts",
        "symbol=SPY&timeframe=2m&as_of=1, time=1",
        "symbol=SPY&timeframe=2m&low=cheap, low=cheap",
        "symbol=SPY&timeframe=2m&object_timeframes=2m%2Cx, timeframe=x",
        "symbol=SPY&timeframe=2m&form=x, parameter=form",
        "symbol=SPY&timeframe=2m&symbol=QQQ, parameter=symbol",
        "symbol=%zz&timeframe=2m, zz"
    })
    void shouldSayWhichParameterIsWrong(String query, String said) throws Exception {
        try (Served served = new Served(root)) {
            String answer =
                    served.raw("GET /api/viewport?" + query + " HTTP/1.1\nHost: localhost\nConnection: close\n\n");
            assertThat(answer).startsWith("HTTP/1.1 400 ");
            if (answer.contains("application/json")) { // what is no address at all the JDK refuses itself
                assertThat(answer).contains("{\"error\":").contains(said);
            }
        }
    }

    @Test
    void shouldTakeNoParameterWhereThereIsNone() throws Exception {
        try (Served served = new Served(root)) {
            HttpResponse<String> response = served.get("api/store?symbol=SPY");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("there are none [parameter=symbol]");
        }
    }

    @Test
    void shouldExitWith3WhereItCannotListen() {
        CommandRun run = CommandRun.run("serve", "--host", "192.0.2.1", "--root", root.toString());
        assertThat(run.exit()).isEqualTo(Exit.MACHINE);
        assertThat(run.err())
                .contains("host=192.0.2.1")
                .doesNotContain("--port 0")
                .hasLineCount(1);
    }

    @Test
    void shouldSayWhatIsWrongWithAPosition() throws Exception {
        try (Served served = new Served(root)) {
            HttpResponse<String> response = served.get("api/changes?symbol=SPY&timeframe=2m&after=7");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("position=7");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:9000", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080", "192.168.1.7"})
    void shouldAnswerUnderItsOwnNamesAndAddresses(String host) throws Exception {
        try (Served served = new Served(root)) {
            assertThat(served.raw("GET /api/store HTTP/1.1\nHost: " + host + "\nConnection: close\n\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", ""})
    void shouldNotAnswerUnderANameThatOthersGiveOut(String host) throws Exception {
        try (Served served = new Served(root)) {
            for (String path : List.of("/", "/api/store", "/api/viewport?symbol=SPY&timeframe=2m")) {
                assertThat(served.raw("GET " + path + " HTTP/1.1\nHost: " + host + "\nConnection: close\n\n"))
                        .startsWith("HTTP/1.1 403 ")
                        .doesNotContain("SPY\"");
            }
        }
    }

    @Test
    void shouldKeepItsDataFromOtherPages() throws Exception {
        try (Served served = new Served(root)) {
            String request = "GET /api/store HTTP/1.1\nHost: localhost\nConnection: close\nSec-Fetch-Site: %s\n\n";
            assertThat(served.raw(request.formatted("cross-site"))).startsWith("HTTP/1.1 403 ");
            assertThat(served.raw(request.formatted("same-site"))).startsWith("HTTP/1.1 403 ");
            assertThat(served.raw(request.formatted("same-origin"))).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void shouldOnlyBeRead() throws Exception {
        try (Served served = new Served(root)) {
            for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "BREW")) {
                assertThat(served.raw(method + " /api/store HTTP/1.1\nHost: localhost\nConnection: close\n\n"))
                        .startsWith("HTTP/1.1 405 ")
                        .contains("Allow: GET, HEAD");
            }
            assertThat(served.raw("HEAD /api/store HTTP/1.1\nHost: localhost\nConnection: close\n\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContain("zone");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../Main.class",
                "/%2e%2e/Main.class",
                "/..%2fMain.class",
                "//etc/passwd",
                "/%2Fetc%2Fpasswd",
                "/ChartServer.class",
                "/index.html%00",
                "/index.html",
                "/api",
                "/api/",
                "/api/store/"
            })
    void shouldGiveOutNothingButThePage(String path) throws Exception {
        try (Served served = new Served(root)) {
            String answer = served.raw("GET " + path + " HTTP/1.1\nHost: localhost\nConnection: close\n\n");
            assertThat(answer.lines().findFirst().orElseThrow()).containsPattern(" (400|404) ");
        }
    }

    /** Everything that the page names is there, and it names nothing of another server. */
    @Test
    void shouldHaveAPageThatNeedsNobodyElse() throws Exception {
        try (Served served = new Served(root)) {
            List<String> open = new ArrayList<>(List.of("/"));
            Pattern named = Pattern.compile("(?:src|href|from)[ =]\"([^\"]+)\"");
            for (int i = 0; i < open.size(); i++) {
                HttpResponse<String> file = served.get(open.get(i).substring(1));
                assertThat(file.statusCode()).as(open.get(i)).isEqualTo(200);
                assertThat(file.body().replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
                        .as(open.get(i))
                        .doesNotContain("http:", "https:", "//cdn", "innerHTML", "eval(");
                assertThat(file.headers().firstValue("Content-Security-Policy").orElseThrow())
                        .startsWith("default-src 'none';")
                        .doesNotContain("unsafe");
                assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
                Matcher names = named.matcher(file.body());
                while (names.find()) {
                    String path = names.group(1).replaceFirst("^\\./", "/");
                    if (!open.contains(path)) {
                        open.add(path);
                    }
                }
            }
            assertThat(open)
                    .contains("/main.js", "/chart.js", "/style.css", "/favicon.svg")
                    .hasSizeGreaterThan(8);
        }
    }

    @Test
    void shouldTouchNothing() throws Exception {
        Map<String, String> before = files();
        try (Served served = new Served(root)) {
            served.json("api/store");
            served.json("api/viewport?symbol=SPY&timeframe=2m");
            try (Served.Live live = served.live("0-0")) {
                live.next("changes");
                live.awaitEngine(false);
            }
        }
        assertThat(files()).isEqualTo(before);
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.toList()) {
                files.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
            }
        }
        return files;
    }

    /** An engine that opens takes its lock whatever the server looks at. */
    @Test
    void shouldKeepNoEngineFromOpening() throws Exception {
        try (Served served = new Served(root);
                Served.Live live = served.live("0-0")) {
            for (int i = 0; i < 10; i++) {
                StorageEngine.open(StorageConfig.builder(root).build()).close();
            }
            live.awaitEngine(false);
        }
    }

    @Test
    void shouldNameItsThreadsAndEndThem() throws Exception {
        try (Served served = new Served(root);
                Served.Live live = served.live("0-0")) {
            live.next("changes");
            assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
        }
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!threads().isEmpty() && System.nanoTime() < deadlineNanos) {
            Thread.onSpinWait();
        }
        assertThat(threads()).isEmpty();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dayfile-serve-"))
                .toList();
    }

    @Test
    void shouldSayWhatIsWrongOnceTheStoreIsGone() throws Exception {
        try (Served served = new Served(root)) {
            assertThat(served.json("api/viewport?symbol=SPY&timeframe=2m&last=1")
                            .get("candles"))
                    .hasSize(1);
            try (Stream<Path> all = Files.walk(root)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            try (Served.Live live = served.live("0-0")) {
                assertThat(live.next("state").data().get("trouble").asText()).contains("candles.ring");
            }
            HttpResponse<String> gone = served.get("api/viewport?symbol=SPY&timeframe=2m&last=1");
            assertThat(
                            gone.statusCode() == 200
                                    ? Served.JSON
                                            .readTree(gone.body())
                                            .get("candles")
                                            .size()
                                    : 0)
                    .isZero();
        }
    }

    @Test
    void shouldNameADamagedFile() throws Exception {
        assertThat(CommandRun.run("compact", "--all", "--grace", "0s", "--root", root.toString())
                        .exit())
                .isZero();
        Path dayfile = root.resolve("data/2m/2025-10-20.parquet");
        byte[] content = Files.readAllBytes(dayfile);
        for (int i = 4; i < content.length / 2; i++) {
            content[i] ^= 1;
        }
        Files.write(dayfile, content);
        try (Served served = new Served(root)) {
            HttpResponse<String> response = served.get("api/viewport?symbol=SPY&timeframe=2m");
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).contains(dayfile.getFileName().toString());
            assertThat(served.json("api/store").get("timeframes"))
                    .as("what else there is can still be chosen")
                    .extracting(timeframe -> timeframe.get("timeframe").asText())
                    .containsExactly("2m", "15m");
        }
    }

    @Test
    void shouldExitWith3WhenThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("localhost"))) {
            CommandRun run = CommandRun.run(
                    "serve", "--port", Integer.toString(taken.getLocalPort()), "--root", root.toString());
            assertThat(run.exit()).isEqualTo(Exit.MACHINE);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("dayfile: ")
                    .contains("port=" + taken.getLocalPort())
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"--port 65536, port=65536", "--port -1, port=-1", "--host no.such.host.invalid, no.such.host.invalid"})
    void shouldExitWith2WhenItCannotBeMeant(String option, String said) {
        CommandRun run = CommandRun.run(("serve --root " + root + " " + option).split(" "));
        assertThat(run.exit()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).startsWith("dayfile: ").contains(said).hasLineCount(1);
    }

    @Test
    void shouldEndBySignalAsAnyProgramDoes() throws Exception {
        Process serve = ChildJvm.start(ChildJvm.SMALL, Main.class, "serve", "--port", "0", "--root", root);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(serve.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).startsWith("http://localhost:");
            serve.destroy();
            assertThat(serve.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(serve.exitValue()).isEqualTo(143); // SIGTERM
        } finally {
            serve.destroyForcibly();
        }
    }
}
