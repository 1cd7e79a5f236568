package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The engine keeps the table of rooms, and each rule of the table fails where it is broken. */
class PackageRulesTest {
    private static final String BASE = "dev.dayfile";
    private static final String PLANTED = "dev.dayfile.planted";

    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);
    private static final JavaClasses PLANTED_CLASSES = new ClassFileImporter().importPackages(PLANTED);

    private final PackageRules planted = new PackageRules(PLANTED);

    @TestFactory
    Stream<DynamicTest> shouldHoldOverTheEngine() {
        return new PackageRules(BASE)
                .all().stream().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(ENGINE)));
    }

    @Test
    void shouldWatchTheRealClasses() {
        assertThat(ENGINE.contain(StorageEngine.class)).isTrue();
        assertThat(ENGINE.contain(PackageRules.class)).isFalse();
    }

    @Test
    void shouldSeeAnImportThatPointsUpwards() {
        assertBroken(planted.importsPointDown(), "ReachesUp", "ReachesSideways", "ReachesSeries");
    }

    @Test
    void shouldSeeACycle() {
        assertThat(planted.noCycles()
                        .evaluate(PLANTED_CLASSES)
                        .getFailureReport()
                        .getDetails())
                .singleElement()
                .asString()
                .contains("ReachesUp", "TellsLayout");
    }

    @Test
    void shouldSeeALibraryOutsideOfItsRoom() {
        assertBroken(planted.soleImporters(), "UsesRing", "UsesUnlisted");
    }

    @Test
    void shouldSeeFilesTouchedAboveIo() {
        assertBroken(planted.filesOnlyThroughIo(), "TouchesFiles");
    }

    @Test
    void shouldSeeAnInternalTypeInAPublicSignature() {
        assertBroken(planted.noInternalTypeInPublicSignatures(), "ShowsInternals");
    }

    @Test
    void shouldSeeOutputOfTheLibrary() {
        assertBroken(planted.nothingPrints(), "Prints");
    }

    @Test
    void shouldSeeAClassOutsideOfTheTable() {
        assertBroken(planted.everyClassHasARoom(), "Homeless");
    }

    /** The rule fails, and exactly these planted classes are why. */
    private static void assertBroken(ArchRule rule, String... culprits) {
        List<String> details = rule.evaluate(PLANTED_CLASSES).getFailureReport().getDetails();
        assertThat(details)
                .extracting(detail -> detail.substring(0, detail.indexOf(':')))
                .extracting(className -> className.substring(className.lastIndexOf('.') + 1))
                .containsOnly(culprits);
    }
}
