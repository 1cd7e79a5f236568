package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.FileDescription;
import dev.dayfile.model.FileDescription.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/** Tells a person what a file of candles or of chart objects is. The columns are read by parquet-java, since a stranger's file may have any. */
final class FileDescriber {
    private final Disk disk;

    static {
        QuietLogging.ensure();
    }

    FileDescriber(Disk disk) {
        this.disk = disk;
    }

    FileDescription describe(CandleFiles files, Path file) {
        long bytes = sizeBytes(file);
        try (CandleFileReader reader = files.open(file)) {
            FileFooter footer = reader.footer();
            boolean ours = footer.version() != null;
            Kind kind = !ours ? Kind.FOREIGN : reader instanceof DayfileReader ? Kind.DAYFILE : Kind.PART;
            return description(file, kind, bytes, footer);
        } catch (CorruptFileException e) {
            FileDescription ofObjects = describeObjects(file, bytes);
            if (ofObjects != null) {
                return ofObjects;
            }
            return new FileDescription(
                    file, Kind.FOREIGN, bytes, 0, null, null, 0, 0, 0, 0, null, List.of(), List.of(), e.getMessage());
        }
    }

    /** Returns {@code null} when it is no file of objects, or cannot be known for one. */
    private FileDescription describeObjects(Path file, long bytes) {
        try (ObjectFileReader reader =
                ObjectFileReader.open(disk, file, ObjectSchema.TIMELINE, ObjectSchema.SNAPSHOT)) {
            if (reader.schema() == ObjectSchema.SNAPSHOT) {
                FileFooter footer = ObjectFiles.snapshotFooter(reader);
                return description(file, Kind.SNAPSHOT, bytes, footer);
            }
            return description(
                    file,
                    reader.isPart() ? Kind.EVENT_PART : Kind.EVENT_DAYFILE,
                    bytes,
                    FooterKeys.parse(reader.keyValues(), file));
        } catch (CorruptFileException e) {
            return null;
        }
    }

    private FileDescription description(Path file, Kind kind, long bytes, FileFooter footer) {
        return new FileDescription(
                file,
                kind,
                bytes,
                footer.rows(),
                footer.version(),
                footer.writerId(),
                footer.firstSeq(),
                footer.lastSeq(),
                footer.minTsMicros(),
                footer.maxTsMicros(),
                footer.version() != null ? ContentDigest.toHex(footer.digest()) : null,
                footer.absorbed(),
                columns(file),
                null);
    }

    private long sizeBytes(Path file) {
        try {
            return disk.stat(file).sizeBytes();
        } catch (IOException e) {
            throw Failures.storage("describe the file", file, e);
        }
    }

    private List<String> columns(Path file) {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (Disk.ReadableFile in = disk.openRead(file);
                ParquetFileReader reader = ParquetFileReader.open(new DiskInput(in), options)) {
            List<String> columns = new ArrayList<>();
            for (Type type : reader.getFileMetaData().getSchema().getFields()) {
                columns.add(text(type));
            }
            return columns;
        } catch (IOException e) {
            throw Failures.storage("describe the file", file, e);
        }
    }

    private static String text(Type type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        String physical = type.isPrimitive()
                ? type.asPrimitiveType().getPrimitiveTypeName().name()
                : "GROUP";
        return type.getName() + " " + (logical == null ? physical : logical.toString()) + " "
                + (type.isRepetition(Type.Repetition.REQUIRED) ? "required" : "optional");
    }
}
