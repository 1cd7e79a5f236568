/** The words of the domain: public, immutable, free of any dependency. */
package dev.dayfile.model;
