package io.postern.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/** Where one quickstart keeps all it has. Only its owner may look into it, and only one process at a time uses it. */
final class DataDirectory implements AutoCloseable {

    /** What starting over deletes; PostgreSQL's binaries stay. */
    private static final List<String> DATA = List.of(
            "postgres", "postgres.ready", "sealing.keys", "caller-hash.key", "user.token", "quickstart.json", "store");

    /** Is in every data directory from the first moment on. */
    private static final String LOCK = "lock";

    private final Path path;
    private final FileLock lock;

    private DataDirectory(Path path, FileLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Opens the directory, and makes it where it is not there. One that has files and was never ours is left as it is.
     *
     * @throws QuickstartException where another process uses it, or we can't
     */
    static DataDirectory open(Path path) {
        try {
            // Of a link to a directory, createDirectories would say that it is no directory.
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
            }
            if (!Files.exists(path.resolve(LOCK)) && !isEmpty(path)) {
                throw new QuickstartException(
                        path + " has files that are not Postern's; give --data a new folder, or an empty one.");
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            FileChannel channel =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new QuickstartException(
                        "Another quickstart uses " + path + "; give this one its own with --data.");
            }
            return new DataDirectory(path, lock);
        } catch (IOException e) {
            throw new QuickstartException("Can't use " + path + ": " + e, e);
        }
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    boolean has(String name) {
        return Files.exists(resolve(name));
    }

    /**
     * Looks whether there is room for so much more: a database that finds the disk full says many things before it says that.
     *
     * @throws QuickstartException where there is not
     */
    void requireRoom(DataSize needed) {
        try {
            DataSize left = DataSize.ofBytes(Files.getFileStore(path).getUsableSpace());
            if (left.compareTo(needed) < 0) {
                throw new QuickstartException("The disk of " + path + " has " + left.toMegabytes()
                        + " MB left, and PostgreSQL needs " + needed.toMegabytes() + ".");
            }
        } catch (IOException e) {
            throw new QuickstartException("Can't use " + path + ": " + e, e);
        }
    }

    /** Deletes the data of earlier runs, and nothing else that may lie here. */
    void startOver() {
        DATA.forEach(this::delete);
    }

    void delete(String name) {
        try {
            FileSystemUtils.deleteRecursively(resolve(name));
        } catch (IOException e) {
            throw new QuickstartException("Can't delete " + resolve(name) + ": " + e, e);
        }
    }

    /** What stands in a file; where there is none yet, it is made with this content. */
    String keep(String name, Supplier<String> content) {
        if (!has(name)) {
            write(name, content.get());
        }
        return read(name);
    }

    String read(String name) {
        try {
            return Files.readString(resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the whole file in place at once, readable for its owner alone: a kill leaves the old one or the new one. */
    void write(String name, String content) {
        Path temporary = resolve(name + ".new");
        try {
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, content + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.move(temporary, resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + resolve(name), e);
        }
    }

    /** Lets the next process in. */
    @Override
    public void close() {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
