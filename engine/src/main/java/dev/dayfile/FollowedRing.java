package dev.dayfile;

import dev.dayfile.internal.ingest.RingWatch;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;

/**
 * A ring as a follower sees it, its own or that of an engine in another process. One thread at a time.
 *
 * @param <T> what one thread looks at the ring with
 */
interface FollowedRing<T> {
    /** Up to which sequence rows may be told, for one who is at {@code known}. */
    long head(long known);

    /** Up to which sequence files have every row. */
    long visible();

    /** Looks at the ring; {@code otherwise} when there is none at the moment. */
    long look(ToLongFunction<T> look, long otherwise);

    /** The ring of this process's engine. */
    static <T> FollowedRing<T> own(T tail, LongSupplier visible) {
        return new FollowedRing<>() {
            @Override
            public long head(long known) {
                return visible.getAsLong();
            }

            @Override
            public long visible() {
                return visible.getAsLong();
            }

            @Override
            public long look(ToLongFunction<T> look, long otherwise) {
                return look.applyAsLong(tail);
            }
        };
    }

    /** The ring of an engine in another process, which may be replaced. */
    final class Foreign<T> implements FollowedRing<T> {
        private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

        private final RingWatch<T> watch;
        private final ToLongFunction<T> persisted;
        private final ToLongBiFunction<T, Long> head;
        private T tail;
        private long mapping;
        private long lookedAtNanos;

        /** @param head how far one who is at a sequence may go */
        Foreign(RingWatch<T> watch, ToLongFunction<T> persisted, ToLongBiFunction<T, Long> head) {
            this.watch = watch;
            this.persisted = persisted;
            this.head = head;
        }

        /**
         * Makes sure that there is a ring to follow.
         *
         * @throws StorageException when there is none
         */
        void require() {
            if (tail() == null) {
                throw new StorageException(
                        Code.MISSING,
                        watch.path(),
                        "a store is followed by its ring, and there is none; a ring that is kept elsewhere is named when"
                                + " the reader is opened");
            }
        }

        @Override
        public long head(long known) {
            return look(t -> head.applyAsLong(t, known), known);
        }

        @Override
        public long visible() {
            return look(persisted, 0);
        }

        @Override
        public long look(ToLongFunction<T> look, long otherwise) {
            T now = tail();
            if (now == null) {
                return otherwise;
            }
            try {
                return look.applyAsLong(now);
            } catch (InternalError e) {
                tail = null;
                throw watch.cut(e);
            }
        }

        private T tail() {
            long nowNanos = System.nanoTime();
            if (tail == null || nowNanos - lookedAtNanos > LOOK_AGAIN_NANOS) {
                lookedAtNanos = nowNanos;
                if (tail == null || watch.isReplaced(mapping)) {
                    mapping = watch.mapping(); // before the look: at worst it looks once more
                    tail = watch.look().orElse(null);
                }
            }
            return tail;
        }
    }
}
