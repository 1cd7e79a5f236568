package dev.dayfile.internal.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/**
 * Writes columns as an Arrow IPC stream: a message with the schema, one for each batch of rows, and the end mark. A message
 * is a continuation mark, the length of its FlatBuffers metadata, the metadata and a body of buffers (Arrow Columnar
 * Format 1.5, "Encapsulated message format"). Arrow's own writer would bring its off-heap memory, which needs a JVM flag
 * on Java 17 and newer; of it only the classes of the metadata are used.
 */
final class ArrowStreamWriter {
    /** A batch has no more rows than this, so that memory is bounded and a reader can begin early. */
    static final int MAX_BATCH_ROWS = 1 << 16;

    private static final int CONTINUATION = -1;
    private static final int METADATA_ALIGNMENT = 8;

    private final OutputStream out;

    ArrowStreamWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes all of it; the stream stays open. */
    void write(List<ArrowColumn> columns, int rows, Map<String, String> metadata) throws IOException {
        ArrowBody body = new ArrowBody();
        writeMessage(schema(columns, metadata), body);
        for (int from = 0; from < rows; from += MAX_BATCH_ROWS) {
            int to = Math.min(rows, from + MAX_BATCH_ROWS);
            body.clear();
            for (ArrowColumn column : columns) {
                column.addTo(body, from, to);
            }
            writeMessage(batch(body, to - from), body);
        }
        out.write(prefix(0));
        out.flush();
    }

    private static FlatBufferBuilder schema(List<ArrowColumn> columns, Map<String, String> metadata) {
        FlatBufferBuilder meta = new FlatBufferBuilder(1024);
        int[] fields =
                columns.stream().mapToInt(column -> column.addField(meta)).toArray();
        int fieldsAt = Schema.createFieldsVector(meta, fields);
        int[] entries = metadata.entrySet().stream()
                .mapToInt(entry -> KeyValue.createKeyValue(
                        meta, meta.createString(entry.getKey()), meta.createString(entry.getValue())))
                .toArray();
        int metadataAt = Schema.createCustomMetadataVector(meta, entries);
        int schemaAt = Schema.createSchema(meta, Endianness.Little, fieldsAt, metadataAt, 0);
        return message(meta, MessageHeader.Schema, schemaAt, 0);
    }

    /** Vectors of structs are written back to front. */
    private static FlatBufferBuilder batch(ArrowBody body, int rows) {
        FlatBufferBuilder meta = new FlatBufferBuilder(1024);
        RecordBatch.startNodesVector(meta, body.nodes.size());
        for (int i = body.nodes.size() - 1; i >= 0; i--) {
            FieldNode.createFieldNode(
                    meta, body.nodes.get(i).rows(), body.nodes.get(i).absent());
        }
        int nodesAt = meta.endVector();
        RecordBatch.startBuffersVector(meta, body.buffers.size());
        for (int i = body.buffers.size() - 1; i >= 0; i--) {
            Buffer.createBuffer(
                    meta, body.buffers.get(i).from(), body.buffers.get(i).length());
        }
        int buffersAt = meta.endVector();
        int batchAt = RecordBatch.createRecordBatch(meta, rows, nodesAt, buffersAt, 0, 0);
        return message(meta, MessageHeader.RecordBatch, batchAt, body.length());
    }

    private static FlatBufferBuilder message(FlatBufferBuilder meta, byte kind, int headerAt, long bodyBytes) {
        meta.finish(Message.createMessage(meta, MetadataVersion.V5, kind, headerAt, bodyBytes, 0));
        return meta;
    }

    private void writeMessage(FlatBufferBuilder meta, ArrowBody body) throws IOException {
        ByteBuffer metadata = meta.dataBuffer();
        int length = metadata.remaining();
        int padded = (length + METADATA_ALIGNMENT - 1) / METADATA_ALIGNMENT * METADATA_ALIGNMENT;
        out.write(prefix(padded));
        out.write(metadata.array(), metadata.arrayOffset() + metadata.position(), length);
        out.write(new byte[padded - length]);
        body.writeTo(out);
    }

    private static byte[] prefix(int metadataBytes) {
        return ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(CONTINUATION)
                .putInt(metadataBytes)
                .array();
    }
}
