/** When markets trade: holidays and half days by rule. */
package dev.dayfile.internal.calendar;
