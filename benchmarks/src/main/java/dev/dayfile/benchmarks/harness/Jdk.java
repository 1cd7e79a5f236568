package dev.dayfile.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A Java that is installed here, for a contender that does not run on this one.
 *
 * @param home what {@code JAVA_HOME} would be
 * @param version as its {@code release} file has it
 */
public record Jdk(Path home, Runtime.Version version) {
    /** Where JDKs are installed, as {@code .ci/run} looks for them: folders of homes, and what leads from one to the home. */
    private static final List<Place> PLACES = List.of(
            new Place("/usr/lib/jvm", ""),
            new Place("/opt/java", ""),
            new Place("/opt", ""),
            new Place("/Library/Java/JavaVirtualMachines", "Contents/Home"),
            new Place(System.getProperty("user.home") + "/.sdkman/candidates/java", ""),
            new Place(System.getProperty("user.home") + "/.jdks", ""));

    private record Place(String folder, String toHome) {}

    /** The one that runs this. */
    public static Jdk current() {
        return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version());
    }

    /** The one that runs this, if it is new enough, or else the newest that is installed. */
    public static Optional<Jdk> atLeast(int feature) {
        return current().version.feature() >= feature
                ? Optional.of(current())
                : installed().stream()
                        .filter(jdk -> jdk.version.feature() >= feature)
                        .max(Comparator.comparing(Jdk::version));
    }

    private static List<Jdk> installed() {
        List<Jdk> found = new ArrayList<>();
        for (Place place : PLACES) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of(place.folder))) {
                for (Path folder : folders) {
                    at(folder.resolve(place.toHome)).ifPresent(found::add);
                }
            } catch (IOException e) {
                // No such place here.
            }
        }
        return found;
    }

    /** The Java at a folder; nothing where there is none that can run. */
    static Optional<Jdk> at(Path home) {
        Properties release = new Properties();
        try (BufferedReader in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
            String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
            return Files.isExecutable(home.resolve("bin/java"))
                    ? Optional.of(new Jdk(home, Runtime.Version.parse(version)))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
