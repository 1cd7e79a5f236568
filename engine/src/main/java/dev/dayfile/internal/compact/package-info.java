/**
 * Parts become dayfiles here: merge in bounded memory, proof, publish, retire; history is merged into dayfiles the same
 * way; and a store is verified and repaired.
 */
package dev.dayfile.internal.compact;
