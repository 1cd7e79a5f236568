/** What every suite shares: running contenders apart from each other, medians, ratios, goals, the report. */
package dev.dayfile.benchmarks.harness;
