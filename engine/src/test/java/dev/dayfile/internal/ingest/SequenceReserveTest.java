package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.IngestFixture.append;
import static dev.dayfile.internal.ingest.IngestFixture.row;
import static dev.dayfile.internal.ingest.SequenceReserve.RANGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.Leftovers;
import dev.dayfile.internal.io.PowerCutDisk;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences go on behind every one that stands in a file, whatever is left of the ring, and without asking the files. */
class SequenceReserveTest {
    private static final long[] LUCK = {PowerCutDisk.ALL_LOST, 1, 2, 3};

    @TempDir
    Path root;

    private SequenceReserve reserve(Disk disk) {
        return new SequenceReserve(disk, new IngestFixture(root).layout);
    }

    private SequenceReserve opened(Disk disk) throws IOException {
        SequenceReserve reserve = reserve(disk);
        reserve.read();
        return reserve;
    }

    private String line() throws IOException {
        return Files.readString(new IngestFixture(root).layout.candleSequences());
    }

    @Test
    void shouldSetTheBoundFarAheadAndSeldom() throws IOException {
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        SequenceReserve reserve = reserve(disk);
        assertThat(reserve.read()).isZero();
        for (long seq = 1; seq <= RANGE / 2; seq += 1000) {
            reserve.require(seq);
        }
        assertThat(reserve(disk).read()).isEqualTo(1 + RANGE);
        assertThat(disk.calls(FaultyDisk.Call.RENAME)).isEqualTo(1);

        reserve.require(RANGE / 2 + 2);
        assertThat(reserve(disk).read()).isEqualTo(RANGE / 2 + 2 + RANGE);

        SequenceReserve later = reserve(disk);
        later.read();
        later.require(RANGE);
        assertThat(disk.calls(FaultyDisk.Call.RENAME))
                .as("what stands is enough")
                .isEqualTo(2);
    }

    /** As a repair of a ring does, which does not ask where sequences go on. */
    @Test
    void shouldNeverTakeBackABoundThatItHasNotRead() throws IOException {
        opened(Disk.LOCAL).require(10 * RANGE);
        SequenceReserve unread = reserve(Disk.LOCAL);
        unread.require(5);
        assertThat(reserve(Disk.LOCAL).read()).isEqualTo(11 * RANGE);
        unread.require(11 * RANGE);
        assertThat(reserve(Disk.LOCAL).read()).isEqualTo(12 * RANGE);
    }

    /** The lock had fallen: another engine opened the store and has gone far. */
    @Test
    void shouldNeverTakeBackABoundThatAnotherEngineHasSetSince() throws IOException {
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        SequenceReserve ours = opened(disk);
        ours.require(1);
        SequenceReserve others = opened(Disk.LOCAL);
        others.require(10 * RANGE);
        ours.require(RANGE);
        assertThat(line()).startsWith("reserved=" + 11 * RANGE + " crc32c=");
        assertThat(disk.calls(FaultyDisk.Call.RENAME)).as("it is enough").isEqualTo(1);

        SequenceReserve older = opened(Disk.LOCAL);
        opened(Disk.LOCAL).require(20 * RANGE);
        older.noteClosed(11 * RANGE);
        assertThat(line()).as("another's, who goes on").startsWith("reserved=" + 21 * RANGE + " crc32c=");
        older.require(11 * RANGE);
        ours.require(21 * RANGE);
        assertThat(line()).startsWith("reserved=" + 22 * RANGE + " crc32c=");
    }

    /** A row of ours goes into a file while a higher bound says that the store was closed. */
    @Test
    void shouldStrikeOutWhatAnotherEngineNotedAtItsClose() throws IOException {
        SequenceReserve ours = opened(Disk.LOCAL);
        ours.require(1);
        SequenceReserve others = opened(Disk.LOCAL);
        others.require(10 * RANGE);
        others.noteClosed(10 * RANGE + 1);
        ours.require(RANGE);
        assertThat(line()).startsWith("reserved=" + 11 * RANGE + " crc32c=");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWriteABoundAnewThatWasDamagedOrDeletedMeanwhile(boolean damaged) throws IOException {
        SequenceReserve ours = opened(Disk.LOCAL);
        ours.require(5 * RANGE);
        Path file = new IngestFixture(root).layout.candleSequences();
        if (damaged) {
            Files.writeString(file, "reserved=1 crc32c=00000000\n");
        } else {
            Files.delete(file);
        }
        ours.require(5 * RANGE + 1);
        assertThat(reserve(Disk.LOCAL).read())
                .as("not looked for while the bound is far")
                .isZero();
        ours.require(6 * RANGE);
        assertThat(reserve(Disk.LOCAL).read()).isEqualTo(7 * RANGE);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyDisk.Call.class,
            names = {"STAT", "READ"})
    void shouldWriteABoundAnewThatCannotBeReadAgain(FaultyDisk.Call call) throws IOException {
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        SequenceReserve reserve = opened(disk);
        reserve.require(1);
        disk.failEvery(call, () -> new IOException("Input/output error"));
        reserve.require(RANGE + 2);
        disk.heal();
        assertThat(reserve(disk).read()).isEqualTo(2 * RANGE + 2);
    }

    @Test
    void shouldSetNoBoundWhereOneStandsThatWasNeverRead() throws IOException {
        opened(Disk.LOCAL).require(RANGE);
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        disk.failEvery(FaultyDisk.Call.STAT, () -> new IOException("Input/output error"));
        assertThatThrownBy(() -> reserve(disk).require(1)).hasMessageContaining("Input/output error");
        assertThat(reserve(Disk.LOCAL).read()).isEqualTo(2 * RANGE);
    }

    /** Then the next opening asks the files, which may have sequences far behind those of the ring. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSetNoBoundByARingAlone(boolean damaged) throws IOException {
        IngestFixture store = new IngestFixture(root);
        CandleIngest ingest = store.open();
        append(ingest, row(1));
        store.kill();
        byte[] ring = Files.readAllBytes(store.layout.candleRing());
        ring[64] ^= 1; // both copies of the persisted sequence
        ring[128] ^= 1;
        Files.write(store.layout.candleRing(), ring);
        for (Path part : store.parts()) {
            Files.delete(part);
        }
        if (damaged) {
            Files.writeString(store.layout.candleSequences(), "reserved=");
        } else {
            Files.delete(store.layout.candleSequences());
        }
        assertThat(RingRepair.repair(
                                store.context(), store.layout.candleRing(), IngestFixture.WRITER, PartListener.NONE)
                        .rowsSaved())
                .isEqualTo(1);
        long inFiles = 10 * RANGE;
        store.greatestSeqInFiles = () -> inFiles;
        try (CandleIngest again = store.open()) {
            assertThat(append(again, row(2))).isGreaterThan(inFiles);
        }
    }

    /** The power failed: the ring on the disk is older than the parts, and damaged too. */
    @Test
    void shouldGoOnBehindEverySequenceInAFileAfterTheRepairOfAnOldRing() throws IOException {
        IngestFixture store = new IngestFixture(root);
        CandleIngest ingest = store.open();
        append(ingest, row(1));
        append(ingest, row(2));
        store.kill();
        byte[] ring = Files.readAllBytes(store.layout.candleRing());
        ring[64] ^= 1; // both copies of the persisted sequence
        ring[128] ^= 1;
        Files.write(store.layout.candleRing(), ring);
        long inFiles = 10 * RANGE;
        reserve(Disk.LOCAL).require(inFiles); // before the part with it was published
        for (Path part : store.parts()) {
            Files.delete(part);
        }
        assertThat(RingRepair.repair(
                                store.context(), store.layout.candleRing(), IngestFixture.WRITER, PartListener.NONE)
                        .rowsSaved())
                .isEqualTo(2);
        try (CandleIngest again = store.open()) {
            assertThat(append(again, row(3))).isGreaterThan(inFiles);
        }
    }

    @Test
    void shouldTakeADamagedFileForNone() throws IOException {
        SequenceReserve reserve = opened(Disk.LOCAL);
        reserve.require(77);
        Path file = new IngestFixture(root).layout.candleSequences();
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            assertThat(reserve(Disk.LOCAL).read()).as("bit at %d", at).isZero();
        }
        Files.write(file, new byte[0]);
        assertThat(reserve(Disk.LOCAL).read()).isZero();
        Files.write(file, whole);
        assertThat(reserve(Disk.LOCAL).read()).isEqualTo(77 + RANGE);
    }

    @Test
    void shouldHoldUpOnlySequencesBeyondABoundThatCannotBeMoved() throws IOException {
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        SequenceReserve reserve = opened(disk);
        reserve.require(1);
        disk.failEvery(FaultyDisk.Call.WRITE, () -> new IOException("No space left on device"));
        reserve.require(RANGE);
        reserve.require(RANGE + 1);
        assertThatThrownBy(() -> reserve.require(RANGE + 2)).hasMessageContaining("No space left");
        disk.heal();
        reserve.require(RANGE + 2);
        assertThat(reserve(disk).read()).isEqualTo(2 * RANGE + 2);
    }

    @Test
    void shouldGoOnWithAnOpenedStoreWhoseBoundCannotBeWritten() {
        IngestFixture store = new IngestFixture(root);
        store.open().close();
        store.layout.candleSequences().toFile().delete();
        store.disk.failEvery(FaultyDisk.Call.CREATE, () -> new IOException("No space left on device"));
        CandleIngest ingest = store.open();
        long seq = append(ingest, row(1));
        assertThatThrownBy(() -> ingest.reserveSequences(1))
                .isInstanceOf(StorageException.class)
                .satisfies(e -> assertThat(((StorageException) e).code()).isEqualTo(StorageException.Code.DISK_FULL));
        assertThat(store.parts()).isEmpty();
        store.disk.heal();
        assertThat(ingest.awaitVisible(seq, IngestFixture.SOON)).isTrue();
        ingest.close();
        assertThat(store.rowsInParts()).containsOnlyKeys(seq);
    }

    /** Tens of thousands of parts, in small: what is read does not grow with them. */
    @Test
    void shouldReadFewFilesWhenItOpensAfterAKill() throws IOException {
        IngestFixture store = new IngestFixture(root);
        store.flushRows = 1;
        AtomicInteger asked = new AtomicInteger();
        store.greatestSeqInFiles = () -> {
            asked.incrementAndGet();
            return store.greatestSeqInParts();
        };
        CandleIngest ingest = store.open();
        long last = 0;
        for (int i = 0; i < 1000; i++) {
            last = append(ingest, row(i));
            while (ingest.visibleSeq() < last - 1) {
                Thread.onSpinWait(); // so that each flush has a row or two
            }
        }
        store.kill();
        int parts = store.parts().size();
        assertThat(parts).isGreaterThan(500);
        assertThat(asked).as("in the new store").hasValue(1);

        try (CandleIngest again = store.open()) {
            assertThat(append(again, row(1000))).isGreaterThan(last);
            assertThat(asked).hasValue(1);
            assertThat(store.disk.calls(FaultyDisk.Call.OPEN_READ)).isLessThan(parts / 2 + 10);
        }
        assertThat(store.rowsWritten()).as("none twice").isEqualTo(1001);
        assertThat(store.rowsInParts()).hasSize(1001);
    }

    /** The power fails at every call; the ring on the disk is then as old as it was at the opening, or of any age. */
    @Test
    void shouldGoOnBehindEverySequenceInAFileWhereverThePowerFails() throws IOException {
        int behindTheRing = 0;
        for (int n = 1; ; n++) {
            Path live = root.resolve("live-" + n);
            IngestFixture store = new IngestFixture(live);
            store.force = true;
            PowerCutDisk power = new PowerCutDisk(Disk.LOCAL, live);
            store.disk = new FaultyDisk(power);
            CandleIngest ingest = null;
            store.disk.dieAt(n);
            try {
                ingest = store.open();
                if (!store.disk.fired()) {
                    power.forceMapped(store.layout.candleRing());
                }
                for (int i = 0; i < 3; i++) {
                    long seq = append(ingest, row(i));
                    while (ingest.visibleSeq() < seq && !store.disk.fired()) {
                        Thread.onSpinWait();
                    }
                }
            } catch (StorageException e) {
                assertThat(store.disk.fired()).isTrue();
            }
            boolean fired = store.disk.fired();
            if (ingest != null) {
                store.kill();
            }
            for (long luck : LUCK) {
                Path after = root.resolve("after-" + n + "-" + luck);
                power.cut(after, luck);
                IngestFixture reopened = new IngestFixture(after);
                Leftovers.delete(Disk.LOCAL, reopened.layout);
                long inFiles = reopened.greatestSeqInParts();
                if (inFiles > 0) {
                    reopened.greatestSeqInFiles = () -> {
                        throw new AssertionError("a part stands, so a bound of its sequence does too");
                    };
                    behindTheRing++;
                }
                try (CandleIngest again = reopened.open()) {
                    assertThat(append(again, row(9)))
                            .as("call %d, luck %d", n, luck)
                            .isGreaterThan(inFiles);
                }
            }
            if (!fired) {
                break;
            }
        }
        assertThat(behindTheRing).as("cuts that left a part").isPositive();
    }

    /** A ring outside of the store that says it was closed, and was: in an older copy. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotBelieveAClosedRingOfAnOlderCopyThatIsKeptElsewhere(boolean killed) throws IOException {
        IngestFixture store = new IngestFixture(root.resolve("store"));
        store.ringFile = Files.createDirectory(root.resolve("elsewhere")).resolve("candles.ring");
        CandleIngest first = store.open();
        long before = append(first, row(1));
        first.close();
        byte[] closed = Files.readAllBytes(store.ringFile);

        CandleIngest second = store.open();
        assertThat(append(second, row(2))).as("it is the ring of this store").isLessThan(before + 10_000);
        long last = append(second, row(3));
        assertThat(second.awaitVisible(last, IngestFixture.SOON)).isTrue();
        if (killed) {
            store.kill();
        } else {
            second.close();
        }

        Files.write(store.ringFile, closed);
        try (CandleIngest third = store.open()) {
            long correction = append(third, row(3));
            assertThat(correction).isGreaterThan(last);
            assertThat(third.awaitVisible(correction, IngestFixture.SOON)).isTrue();
        }
        assertThat(store.rowsWritten()).as("none is taken for another").isEqualTo(4);
        assertThat(store.rowsInParts()).hasSize(4);
    }

    @Test
    void shouldNoteWhatWasClosedUntilTheNextRowGoesIntoAFile() throws IOException {
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        SequenceReserve reserve = opened(disk);
        reserve.require(100);
        reserve.noteClosed(120);
        SequenceReserve opened = reserve(disk);
        assertThat(opened.read()).isEqualTo(100 + RANGE);
        assertThat(opened.wasClosedAt(120)).isTrue();
        assertThat(opened.wasClosedAt(119)).isFalse();
        disk.failEvery(FaultyDisk.Call.WRITE, () -> new IOException("No space left on device"));
        assertThatThrownBy(() -> opened.require(121)).hasMessageContaining("No space left");
        disk.heal();
        opened.require(121);
        assertThat(opened.wasClosedAt(120)).isFalse();
        SequenceReserve again = reserve(disk);
        assertThat(again.read()).isEqualTo(121 + RANGE);
        assertThat(again.wasClosedAt(120)).isFalse();
    }
}
