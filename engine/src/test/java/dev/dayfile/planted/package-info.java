/**
 * A small tree of rooms, each class of which breaks one rule of the table: the proof that {@code PackageRules} sees
 * what it is there to see. Nothing here runs.
 */
package dev.dayfile.planted;
