/**
 * When markets trade: sessions, holidays and half days by rule, and the numbers that candles have on that grid. {@link
 * dev.dayfile.internal.calendar.Calendars} finds a calendar by its name, {@link dev.dayfile.internal.calendar.BarNumbers}
 * counts.
 */
package dev.dayfile.internal.calendar;
