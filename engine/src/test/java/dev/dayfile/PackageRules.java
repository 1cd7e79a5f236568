package dev.dayfile;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * The table of rooms as rules of the build. Held for any base package, so that the same rules that watch the engine can
 * be shown to fail on a small tree of planted classes.
 *
 * <p>Every rule runs over all classes of the base package, so none of them is ever empty and passes for that reason: a
 * room that has no classes yet is watched from its first class on.
 */
final class PackageRules {
    /** Lines of the table from top to bottom; a room imports from lines below its own and never from its own line. */
    private static final List<List<String>> LINES = List.of(
            List.of("cli"),
            List.of("cli.chart", "cli.serve"),
            List.of("", "generator"),
            List.of("internal.ingest", "internal.compact", "internal.object", "internal.viewport", "internal.arrow"),
            List.of("internal.parquet"),
            List.of("internal.series"),
            List.of("internal.io", "internal.calendar"),
            List.of("internal.layout"),
            List.of("model"));

    /** Rooms that may import less than the table alone would let them. */
    private static final Map<String, Set<String>> NARROW = Map.of(
            "cli.chart",
            Set.of("model"),
            "generator",
            Set.of("model", "internal.calendar"),
            "internal.calendar",
            Set.of("model"));

    /** Which rooms may import a library or a part of the JDK, by the beginning of the library's package. */
    private static final Map<String, Set<String>> SOLE_IMPORTERS = Map.ofEntries(
            Map.entry("picocli.", Set.of("cli")),
            Map.entry("com.fasterxml.", Set.of("cli", "cli.serve")),
            Map.entry("com.sun.net.httpserver.", Set.of("cli.serve")),
            Map.entry("org.jfree.", Set.of("cli.chart")),
            Map.entry("me.tongfei.", Set.of("cli")),
            Map.entry("org.jline.", Set.of("cli")),
            Map.entry("javax.imageio.", Set.of("cli.chart")),
            Map.entry("com.lmax.", Set.of("internal.ingest")),
            Map.entry("org.duckdb.", Set.of("internal.viewport")),
            // StorageReader.sql hands out a ResultSet, and the command line prints it.
            Map.entry("java.sql.", Set.of("internal.viewport", "", "cli")),
            Map.entry("java.awt.", Set.of("cli.chart")),
            Map.entry("jdk.jfr.", Set.of("internal.ingest", "")),
            Map.entry("org.apache.parquet.", Set.of("internal.parquet")),
            Map.entry("org.apache.hadoop.", Set.of("internal.parquet")),
            Map.entry("com.github.luben.", Set.of("internal.parquet")),
            Map.entry("org.apache.arrow.", Set.of("internal.arrow")),
            Map.entry("com.google.flatbuffers.", Set.of("internal.arrow")),
            Map.entry("org.slf4j.", Set.of("internal.parquet")),
            Map.entry(
                    "org.agrona.",
                    Set.of("internal.ingest", "internal.compact", "internal.object", "internal.viewport", "")));

    /** Classes that touch the file system; {@code Path} itself is only a name. */
    private static final Set<String> FILE_SYSTEM = Set.of(
            "java.nio.file.Files",
            "java.nio.channels.FileChannel",
            "java.nio.channels.AsynchronousFileChannel",
            "java.io.File",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.FileReader",
            "java.io.FileWriter",
            "java.io.RandomAccessFile");

    private static final Set<String> MAY_TOUCH_FILES = Set.of("internal.io", "cli");

    private static final Set<String> PUBLIC_ROOMS = Set.of("", "model", "generator");

    private final String base;

    PackageRules(String base) {
        this.base = base;
    }

    /** All rules, each with the name that its failure shows. */
    List<ArchRule> all() {
        return List.of(
                everyClassHasARoom(),
                importsPointDown(),
                noCycles(),
                soleImporters(),
                filesOnlyThroughIo(),
                noInternalTypeInPublicSignatures(),
                nothingPrints());
    }

    ArchRule everyClassHasARoom() {
        return rule("every class stands in a room of the table", (type, events) -> {
            if (room(type.getPackageName()) == null) {
                violated(events, type, "stands in a package that the table does not have");
            }
        });
    }

    ArchRule importsPointDown() {
        return dependencyRule("imports point down the table", (from, dependency) -> {
            String to = room(dependency.getTargetClass().getPackageName());
            if (to == null || to.equals(from)) {
                return false;
            }
            boolean tooNarrow = NARROW.containsKey(from) && !NARROW.get(from).contains(to);
            return line(to) <= line(from) || tooNarrow;
        });
    }

    ArchRule noCycles() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return isOurs(type.getPackageName())
                                ? SliceIdentifier.of(type.getPackageName())
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    /** A library that the table does not name has no importer at all: a new dependency is a new line of the table. */
    ArchRule soleImporters() {
        return dependencyRule("a library has its sole importers", (from, dependency) -> {
            String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
            for (Map.Entry<String, Set<String>> library : SOLE_IMPORTERS.entrySet()) {
                if ((target + ".").startsWith(library.getKey())) {
                    return !library.getValue().contains(from);
                }
            }
            boolean primitive = target.isEmpty();
            return !primitive && !target.startsWith("java.") && !isOurs(target);
        });
    }

    ArchRule filesOnlyThroughIo() {
        return dependencyRule(
                "the file system is touched through internal.io",
                (from, dependency) -> !MAY_TOUCH_FILES.contains(from)
                        && FILE_SYSTEM.contains(dependency
                                .getTargetClass()
                                .getBaseComponentType()
                                .getName()));
    }

    ArchRule noInternalTypeInPublicSignatures() {
        return rule("no internal type in a public signature", (type, events) -> {
            String room = room(type.getPackageName());
            if (room == null || !PUBLIC_ROOMS.contains(room) || !isVisible(type)) {
                return;
            }
            signatureTypes(type)
                    .filter(used -> used.getPackageName().startsWith(base + ".internal"))
                    .forEach(used -> violated(events, type, "shows " + used.getName()));
        });
    }

    ArchRule nothingPrints() {
        return rule("nothing but the command line prints or logs", (type, events) -> {
            String room = room(type.getPackageName());
            if ("cli".equals(room)) {
                return;
            }
            type.getFieldAccessesFromSelf().stream()
                    .filter(access -> access.getTargetOwner().getName().equals("java.lang.System"))
                    .forEach(access -> violated(events, type, access.getDescription()));
            type.getDirectDependenciesFromSelf().stream()
                    .filter(d -> d.getTargetClass().getPackageName().equals("java.util.logging"))
                    .forEach(d -> violated(events, type, d.getDescription()));
        });
    }

    /** Types that a user of a class can come to see: of its visible members, its parents and their type arguments. */
    private static Stream<JavaClass> signatureTypes(JavaClass type) {
        Stream<JavaClass> parents = Stream.concat(
                type.getRawInterfaces().stream(),
                type.getSuperclass().stream().flatMap(parent -> parent.getAllInvolvedRawTypes().stream()));
        Stream<JavaClass> fields = type.getFields().stream()
                .filter(field -> isVisible(field.getModifiers()))
                .map(JavaField::getType)
                .flatMap(fieldType -> fieldType.getAllInvolvedRawTypes().stream());
        Stream<JavaClass> members = type.getCodeUnits().stream()
                .filter(unit -> isVisible(unit.getModifiers()))
                .flatMap(PackageRules::signatureTypes);
        return Stream.of(parents, fields, members).flatMap(types -> types);
    }

    private static Stream<JavaClass> signatureTypes(JavaCodeUnit unit) {
        Set<JavaClass> types = new HashSet<>(unit.getReturnType().getAllInvolvedRawTypes());
        for (JavaParameter parameter : unit.getParameters()) {
            types.addAll(parameter.getType().getAllInvolvedRawTypes());
        }
        types.addAll(unit.getExceptionTypes());
        return types.stream().map(JavaClass::getBaseComponentType);
    }

    private static boolean isVisible(JavaClass type) {
        boolean visible = isVisible(type.getModifiers());
        return visible && type.getEnclosingClass().map(PackageRules::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private boolean isOurs(String packageName) {
        return packageName.equals(base) || packageName.startsWith(base + ".");
    }

    /**
     * The room of a package, the innermost of those that hold it: the base package itself is the room {@code ""}; null for
     * one outside of the table.
     */
    private String room(String packageName) {
        if (packageName.equals(base)) {
            return "";
        }
        return LINES.stream()
                .flatMap(List::stream)
                .filter(room -> !room.isEmpty())
                .filter(room -> (packageName + ".").startsWith(base + "." + room + "."))
                .max(Comparator.comparingInt(String::length))
                .orElse(null);
    }

    private static int line(String room) {
        for (int i = 0; i < LINES.size(); i++) {
            if (LINES.get(i).contains(room)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no such room [room=" + room + "]");
    }

    /** A rule that forbids the dependencies which a test on (importing room, dependency) finds wrong. */
    private ArchRule dependencyRule(String name, BiPredicate<String, Dependency> isWrong) {
        return rule(name, (type, events) -> {
            String from = room(type.getPackageName());
            if (from != null) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> isWrong.test(from, dependency))
                        .forEach(dependency -> violated(events, type, dependency.getDescription()));
            }
        });
    }

    private ArchRule rule(String name, BiConsumer<JavaClass, ConditionEvents> check) {
        return classes().that().resideInAPackage(base + "..").should(new ArchCondition<JavaClass>("hold: " + name) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.accept(type, events);
            }
        });
    }

    private static void violated(ConditionEvents events, JavaClass type, String message) {
        events.add(SimpleConditionEvent.violated(type, type.getName() + ": " + message));
    }
}
