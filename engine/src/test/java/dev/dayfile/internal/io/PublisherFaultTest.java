package dev.dayfile.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing with a fault at each of its calls: never half a file under the final name. */
class PublisherFaultTest {
    private static final byte[] CONTENT = bytes(10_000, 1);
    private static final byte[] OLDER = bytes(3_000, 2);

    @TempDir
    Path root;

    @Test
    void shouldLeaveNothingOrAllWhereverACallFails() throws IOException {
        int n = 1;
        for (; ; n++) {
            Path target = root.resolve("fail-" + n + "/a/b.parquet");
            FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
            Publisher publisher = new Publisher(disk, true);
            disk.failAt(n, new IOException("Input/output error"));
            boolean failed = fails(() -> publisher.publish(target, ByteBuffer.wrap(CONTENT)));
            if (!disk.fired()) {
                assertThat(failed).isFalse();
                break;
            }
            assertWholeOrAbsent(target, null);

            publisher.publish(target, ByteBuffer.wrap(CONTENT)); // the next try, from memory
            assertThat(target).hasBinaryContent(CONTENT);
            long temporaries = temporaries(target.getParent()).size();
            assertThat(temporaries)
                    .as("only a failed delete leaves a temporary, call %d", n)
                    .isZero();
        }
        assertThat(n).as("calls of one publish").isGreaterThan(10);
    }

    @Test
    void shouldLeaveNothingOrAllWhereverTheProcessDies() throws IOException {
        for (int n = 1; ; n++) {
            Path target = root.resolve("die-" + n + "/b.parquet");
            FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
            disk.dieAt(n);
            fails(() -> new Publisher(disk, true).publish(target, ByteBuffer.wrap(CONTENT)));
            if (!disk.fired()) {
                break;
            }
            assertWholeOrAbsent(target, null);
        }
    }

    @Test
    void shouldReplaceAStandingFileWholeOrNotAtAll() throws IOException {
        for (int n = 1; ; n++) {
            Path target = root.resolve("replace-" + n + "/b.parquet");
            Files.createDirectories(target.getParent());
            Files.write(target, OLDER);
            FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
            disk.dieAt(n);
            fails(() -> new Publisher(disk, true).publish(target, ByteBuffer.wrap(CONTENT)));
            if (!disk.fired()) {
                break;
            }
            assertWholeOrAbsent(target, OLDER);
        }
    }

    @Test
    void shouldSurviveAnswersThatAreLostAfterTheEffect() throws IOException {
        for (int n = 1; ; n++) {
            Path target = root.resolve("lost-" + n + "/b.parquet");
            FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
            Publisher publisher = new Publisher(disk, true);
            disk.failAfter(n, new IOException("Input/output error"));
            fails(() -> publisher.publish(target, ByteBuffer.wrap(CONTENT)));
            if (!disk.fired()) {
                break;
            }
            assertWholeOrAbsent(target, null);
            publisher.publish(target, ByteBuffer.wrap(CONTENT));
            assertThat(target).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void shouldNotPublishAWriteThatClaimedSuccessAndWasShort() throws IOException {
        Path target = root.resolve("b.parquet");
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        disk.writeShortAt(1);
        assertThatThrownBy(() -> new Publisher(disk, true).publish(target, ByteBuffer.wrap(CONTENT)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bytes=5000")
                .hasMessageContaining("written=10000");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void shouldForceTheFileThenRenameThenForceTheFolder() throws IOException {
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        disk.failAt(FaultyDisk.Call.FORCE, 1, new IOException("Input/output error"));
        assertThat(fails(() -> new Publisher(disk, true).publish(root.resolve("b.parquet"), ByteBuffer.wrap(CONTENT))))
                .isTrue();
        assertThat(disk.calls(FaultyDisk.Call.RENAME)).isZero();

        FaultyDisk second = new FaultyDisk(Disk.LOCAL);
        second.failAt(FaultyDisk.Call.RENAME, 1, new IOException("Input/output error"));
        assertThat(fails(
                        () -> new Publisher(second, true).publish(root.resolve("b.parquet"), ByteBuffer.wrap(CONTENT))))
                .isTrue();
        assertThat(second.calls(FaultyDisk.Call.FORCE)).isOne();
        assertThat(second.calls(FaultyDisk.Call.FORCE_FOLDER)).isZero();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void shouldForceTheParentOfANewFolderEvenOnlyAtTheSecondTry() throws IOException {
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        Publisher publisher = new Publisher(disk, true);
        Path folder = root.resolve("x/y/z");
        disk.failAt(FaultyDisk.Call.FORCE_FOLDER, 2, new IOException("Input/output error"));
        assertThat(fails(() -> publisher.createFolders(folder))).isTrue();
        long before = disk.calls(FaultyDisk.Call.FORCE_FOLDER);
        publisher.createFolders(folder);
        assertThat(disk.calls(FaultyDisk.Call.FORCE_FOLDER) - before)
                .as("y and x")
                .isEqualTo(2);
        publisher.createFolders(folder);
        assertThat(disk.calls(FaultyDisk.Call.FORCE_FOLDER) - before)
                .as("known by now")
                .isEqualTo(2);
    }

    @Test
    void shouldForceNothingWhenToldNotTo() throws IOException {
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        Publisher publisher = new Publisher(disk, false);
        publisher.publish(root.resolve("x/b.parquet"), ByteBuffer.wrap(CONTENT));
        assertThat(publisher.forces()).isFalse();
        assertThat(disk.calls(FaultyDisk.Call.FORCE) + disk.calls(FaultyDisk.Call.FORCE_FOLDER))
                .isZero();
        assertThat(root.resolve("x/b.parquet")).hasBinaryContent(CONTENT);
    }

    @Test
    void shouldDiscardWhatIsClosedUnpublished() throws IOException {
        try (Publisher.Pending pending = new Publisher(Disk.LOCAL, true).begin(root.resolve("b.parquet"))) {
            pending.file().write(ByteBuffer.wrap(CONTENT));
            assertThat(pending.temporary()).exists();
        }
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void shouldNameTemporariesSoThatNoGlobForParquetFindsThem() throws IOException {
        try (Publisher.Pending pending = new Publisher(Disk.LOCAL, true).begin(root.resolve("b.parquet"))) {
            assertThat(pending.temporary().getFileName().toString())
                    .endsWith(StoreLayout.TEMPORARY)
                    .doesNotEndWith(StoreLayout.PARQUET);
        }
    }

    private void assertWholeOrAbsent(Path target, byte[] older) throws IOException {
        if (Files.exists(target)) {
            byte[] found = Files.readAllBytes(target);
            assertThat(found).satisfiesAnyOf(f -> assertThat(f).isEqualTo(CONTENT), f -> assertThat(f)
                    .isEqualTo(older));
        } else {
            assertThat(older).as("the older file is gone").isNull();
        }
    }

    private static List<Path> temporaries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(StoreLayout.TEMPORARY))
                    .toList();
        }
    }

    private interface IoWork {
        void run() throws IOException;
    }

    private static boolean fails(IoWork work) {
        try {
            work.run();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static byte[] bytes(int n, long seed) {
        byte[] bytes = new byte[n];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
