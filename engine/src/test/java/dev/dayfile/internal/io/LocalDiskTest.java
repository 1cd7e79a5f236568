package dev.dayfile.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.TestThreads;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest {
    @TempDir
    Path root;

    private final Disk disk = Disk.LOCAL;

    @Test
    void shouldListByNameAndTreatAMissingFolderAsEmpty() throws IOException {
        Files.writeString(root.resolve("b"), "12");
        Files.createDirectory(root.resolve("a"));
        assertThat(disk.list(root)).extracting(Disk.Entry::name).containsExactly("a", "b");
        assertThat(disk.list(root)).extracting(Disk.Entry::folder).containsExactly(true, false);
        assertThat(disk.list(root).get(1).sizeBytes()).isEqualTo(2);
        assertThat(disk.list(root.resolve("none"))).isEmpty();
        assertThat(disk.list(root.resolve("b"))).isEmpty();
    }

    @Test
    void shouldListNamesWithoutLookingAtTheFiles() throws IOException {
        Files.writeString(root.resolve("b"), "12");
        Files.createDirectory(root.resolve("a"));
        List<Disk.Entry> named = disk.listNames(root);
        assertThat(named).extracting(Disk.Entry::name).containsExactly("a", "b");
        assertThat(named).extracting(Disk.Entry::path).containsExactly(root.resolve("a"), root.resolve("b"));
        assertThat(named).extracting(Disk.Entry::looked).containsOnly(false);
        assertThat(disk.list(root)).extracting(Disk.Entry::looked).containsOnly(true);
        assertThat(disk.listNames(Path.of("/"))).extracting(Disk.Entry::name).doesNotContain("", "/");
        assertThat(disk.listNames(Path.of(""))).extracting(Disk.Entry::name).contains("pom.xml");
        assertThat(disk.listNames(root.resolve("none"))).isEmpty();
        assertThat(disk.listNames(root.resolve("b"))).isEmpty();
    }

    @Test
    void shouldReadTheStartOfAFile() throws IOException {
        Path file = root.resolve("a");
        Files.write(file, new byte[] {1, 2, 3});
        ByteBuffer room = ByteBuffer.allocate(5);
        assertThat(disk.readStart(file, room)).isEqualTo(3);
        assertThat(room.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(disk.readStart(file, ByteBuffer.allocate(2))).isEqualTo(2);
        assertThat(disk.readStart(Files.createFile(root.resolve("empty")), room.clear()))
                .isZero();
        assertThatThrownBy(() -> disk.readStart(root.resolve("none"), room.clear()))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.readStart(root, room.clear())).isInstanceOf(IOException.class);
    }

    @Test
    void shouldTellFilesApartThatReplaceEachOther() throws IOException {
        Path file = root.resolve("a");
        Files.writeString(file, "1");
        Disk.Entry first = disk.stat(file);
        Files.writeString(root.resolve("b"), "2");
        disk.rename(root.resolve("b"), file);
        assertThat(disk.stat(file)).isNotEqualTo(first);
        assertThatThrownBy(() -> disk.stat(root.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldRefuseToReadMoreThanAllowed() throws IOException {
        Path file = root.resolve("a");
        Files.write(file, new byte[100]);
        assertThat(disk.read(file, 100).remaining()).isEqualTo(100);
        assertThatThrownBy(() -> disk.read(file, 99)).hasMessageContaining("max=99");
        try (Disk.ReadableFile open = disk.openRead(file)) {
            assertThatThrownBy(() -> open.readFully(50, ByteBuffer.allocate(51)))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("missing=1");
        }
    }

    @Test
    void shouldWriteWhatIsLargerThanOneWriteAndKeepTheBuffersBounds() throws IOException {
        byte[] content = new byte[3_000_001];
        new Random(7).nextBytes(content);
        Path file = root.resolve("a");
        ByteBuffer source = ByteBuffer.wrap(content).position(1).limit(content.length - 1);
        try (Disk.WritableFile open = disk.create(file)) {
            open.write(source);
            assertThat(source.position()).isEqualTo(source.limit()).isEqualTo(content.length - 1);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(Arrays.copyOfRange(content, 1, content.length - 1));
    }

    @Test
    void shouldNeverCreateOverAStandingFileNorMapPastTheEnd() throws IOException {
        Path file = root.resolve("a");
        Files.write(file, new byte[100]);
        assertThatThrownBy(() -> disk.create(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.map(file, 101)).isInstanceOf(EOFException.class);
        assertThat(Files.size(file)).isEqualTo(100);
        disk.map(file, 100).put(3, (byte) 7);
        assertThat(Files.readAllBytes(file)[3]).isEqualTo((byte) 7);
    }

    @Test
    void shouldOverwriteAHeader() throws IOException {
        Path file = root.resolve("a");
        try (Disk.WritableFile open = disk.create(file)) {
            open.write(ByteBuffer.wrap(new byte[] {0, 0, 3, 4}));
            open.writeAt(0, ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(open.size()).isEqualTo(4);
        }
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3, 4});
    }

    @Test
    void shouldNameTheFailureByItsCode() {
        assertThat(code(new NoSuchFileException("a"))).isEqualTo(Code.MISSING);
        assertThat(code(new java.nio.file.AccessDeniedException("a"))).isEqualTo(Code.PERMISSION);
        assertThat(code(new FileSystemException("a", null, "Read-only file system")))
                .isEqualTo(Code.PERMISSION);
        assertThat(code(new IOException("No space left on device"))).isEqualTo(Code.DISK_FULL);
        assertThat(code(new IOException("Disk quota exceeded"))).isEqualTo(Code.DISK_FULL);
        assertThat(code(new IOException("Input/output error"))).isEqualTo(Code.IO);
        assertThat(code(new IOException())).isEqualTo(Code.IO);
    }

    private Code code(IOException cause) {
        StorageException failure = Failures.storage("write", root, cause);
        assertThat(failure).hasMessageContaining(root.toString()).hasCause(cause);
        return failure.code();
    }

    @Test
    void shouldDeleteLeftTemporariesAndNothingElse() throws IOException {
        StoreLayout layout = new StoreLayout(root);
        Path day = Files.createDirectories(layout.data().resolve("2m/2025-10-22"));
        Files.createDirectories(layout.retired().resolve("2m"));
        Path part = Files.writeString(day.resolve("part-20251022_133001.290000-c24f98a7.parquet"), "x");
        Path elsewhere = Files.writeString(layout.retired().resolve("2m/kept.tmp"), "x");
        Files.writeString(day.resolve(part.getFileName() + ".1f-1.tmp"), "x");
        Files.writeString(day.resolveSibling("2025-10-21.parquet.1f-2.tmp"), "x");
        Files.writeString(layout.state().resolve("candles.ring.1f-3.tmp"), "x");
        Files.createDirectory(day.resolve("folder.tmp"));

        assertThat(Leftovers.delete(disk, layout)).isEqualTo(3);
        assertThat(day.toFile().list())
                .containsExactlyInAnyOrder(part.getFileName().toString(), "folder.tmp");
        assertThat(elsewhere).exists();
        assertThat(Leftovers.delete(disk, layout)).isZero();
        assertThat(Leftovers.delete(disk, new StoreLayout(root.resolve("none"))))
                .isZero();
    }

    @Test
    void shouldKeepFoldersInPlaceWhileAPartIsPublished() throws Exception {
        FolderGate gate = new FolderGate();
        CountDownLatch publishing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<String> publisher = TestThreads.supply(() -> {
            try {
                return gate.shared(() -> {
                    publishing.countDown();
                    await(goOn);
                    return "published";
                });
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(publishing.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(gate.<String>shared(() -> "at once")).isEqualTo("at once");
        CompletableFuture<Boolean> mover = TestThreads.supply(() -> {
            try {
                return gate.exclusive(publisher::isDone);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        goOn.countDown();
        publisher.get(10, TimeUnit.SECONDS);
        mover.get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> gate.exclusive(() -> {
                    throw new IOException("broken");
                }))
                .hasMessage("broken");
        assertThat(gate.<Integer>exclusive(() -> 1)).as("free again").isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
