/**
 * Every Parquet file of a store, written and read: the one room that knows the format. Whatever this engine wrote is
 * checked against its checksums when it is read.
 *
 * <p>Begin with {@link dev.dayfile.internal.parquet.CandleFiles}, which opens any candle file by what its footer says it
 * is. There are three ways to read one, by who wrote it, and two to write:
 *
 * <ul>
 *   <li>a part: {@link dev.dayfile.internal.parquet.PartWriter} and {@code PartReader}, cold code for small files
 *   <li>a dayfile: {@link dev.dayfile.internal.parquet.DayfileWriter} and {@code DayfileReader}; {@code RowGroupEncoder}
 *       makes the row groups, {@code GroupDecoder} reads them, {@link dev.dayfile.internal.parquet.Workers} lends threads
 *   <li>a stranger's: {@code ForeignReader} as rows of a day, {@link dev.dayfile.internal.parquet.ForeignCandles} as
 *       history to import; these go through parquet-java
 * </ul>
 *
 * <p>Files of chart objects have a way of their own: begin with {@link dev.dayfile.internal.parquet.ObjectFiles}.
 *
 * <p>The format itself is written and parsed by {@code ThriftWriter} and {@code
 * ThriftReader}, {@code ParquetFooter}, {@code PageHeader} and {@code PageIndex}.
 */
package dev.dayfile.internal.parquet;
