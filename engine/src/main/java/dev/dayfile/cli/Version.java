package dev.dayfile.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest has; a class folder has none. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"dayfile " + (version == null ? "(not packaged)" : version)};
    }
}
