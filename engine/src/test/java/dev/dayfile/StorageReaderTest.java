package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.io.StoreProperties;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageReaderTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final ViewportQuery SPY = ViewportQuery.of("SPY", TF).build();

    @TempDir
    Path root;

    @Test
    void shouldRefuseARootThatIsNotThere() throws IOException {
        Path missing = root.resolve("missing");
        assertThatThrownBy(() -> StorageReader.open(missing))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.code()).isEqualTo(StorageException.Code.MISSING))
                .hasMessageContaining(missing.toString());
        Path file = Files.writeString(root.resolve("file"), "x");
        assertThatThrownBy(() -> StorageReader.open(file)).isInstanceOf(StorageException.class);
    }

    @Test
    void shouldAnswerNothingFromAFolderWithoutData() throws SQLException, IOException {
        try (StorageReader reader = StorageReader.open(root)) {
            assertThat(reader.clock()).isEqualTo(MarketClock.NEW_YORK);
            assertThat(reader.viewport(SPY).candles().size()).isZero();
            try (ResultSet result = reader.sql("SELECT count(*) FROM candles")) {
                assertThat(result.next()).isTrue();
                assertThat(result.getLong(1)).isZero();
            }
            assertThat(reader.leftOut()).isEmpty();
        }
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).as("a reader writes nothing").isEmpty();
        }
    }

    @Test
    void shouldUseTheClockThatTheStoreWasCreatedWith() {
        ZoneId zone = ZoneId.of("America/Chicago");
        LocalTime roll = LocalTime.of(17, 0);
        StoreProperties.readOrCreate(Disk.LOCAL, new Publisher(Disk.LOCAL, false), new StoreLayout(root), zone, roll);
        try (StorageReader reader = StorageReader.open(root)) {
            assertThat(reader.clock()).isEqualTo(new MarketClock(zone, roll));
        }
    }

    @Test
    void shouldNotGuessWhenThePropertiesAreDamaged() throws IOException {
        Path properties = new StoreLayout(root).storeProperties();
        Files.createDirectories(properties.getParent());
        Files.writeString(properties, "version=1\nzone=Mars/Olympus\nroll=00:00\nwriter=0\n");
        assertThatThrownBy(() -> StorageReader.open(root))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(properties.toString());
    }

    @Test
    void shouldRefuseUseAfterClose() {
        StorageEngine.open(StorageConfig.builder(root).build()).close(); // so that there is a ring to follow
        StorageReader reader = StorageReader.open(root);
        reader.close();
        reader.close();
        assertThatIllegalStateException().isThrownBy(() -> reader.viewport(SPY));
        assertThatIllegalStateException().isThrownBy(() -> reader.sql("SELECT 1"));
        assertThatIllegalStateException().isThrownBy(reader::timeframes);
        assertThatIllegalStateException().isThrownBy(() -> reader.latest(TF));
        assertThatIllegalStateException().isThrownBy(reader::describe);
        assertThatIllegalStateException().isThrownBy(reader::objects);
        assertThatIllegalStateException().isThrownBy(() -> reader.objectsAsOf(0));
        assertThatIllegalStateException().isThrownBy(() -> reader.objectHistory("z1"));
        assertThatIllegalStateException().isThrownBy(() -> reader.objectsChangedSince(0));
        FollowQuery following = FollowQuery.of("SPY", TF).build();
        assertThatIllegalStateException().isThrownBy(() -> reader.changes(following));
        assertThatIllegalStateException().isThrownBy(() -> reader.follow(following, candle -> {}));
    }
}
