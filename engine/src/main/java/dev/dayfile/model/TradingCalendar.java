package dev.dayfile.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When a market trades: which days have a session and when its bells ring. */
public interface TradingCalendar {
    /** The session of a day; empty on weekends, holidays and other days without trading. */
    Optional<TradingSession> sessionOf(LocalDate day);

    /** The first session on {@code day} or after it. */
    default TradingSession nextSession(LocalDate day) {
        for (LocalDate d = Arguments.require(day, "day"); ; d = d.plusDays(1)) {
            Optional<TradingSession> session = sessionOf(d);
            if (session.isPresent()) {
                return session.get();
            }
        }
    }

    /** The first {@code count} sessions from {@code day} on, {@code day} included. */
    default List<TradingSession> sessions(LocalDate day, int count) {
        List<TradingSession> sessions = new ArrayList<>(count);
        LocalDate next = Arguments.require(day, "day");
        while (sessions.size() < count) {
            TradingSession session = nextSession(next);
            sessions.add(session);
            next = session.day().plusDays(1);
        }
        return sessions;
    }
}
