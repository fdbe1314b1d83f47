package dev.scrip.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path folder;

  @Test
  void shouldBeOpenOnceAtATime() {
    DataFolder first = DataFolder.open(folder);
    Complaint refusal = assertThrows(Complaint.class, () -> DataFolder.open(folder));
    assertTrue(refusal.getMessage().contains("in use by another scrip up"), refusal.getMessage());

    first.close();
    DataFolder.open(folder).close();
  }

  @Test
  void shouldRefuseTheLogOfAnotherFold() throws IOException {
    DataFolder.open(folder).close();
    Files.writeString(folder.resolve("format"), "0\n");

    Complaint refusal = assertThrows(Complaint.class, () -> DataFolder.open(folder));

    assertTrue(
        refusal.getMessage().contains("fold revision 0, and this is revision"),
        refusal.getMessage());
    assertTrue(refusal.getMessage().contains("--data DIR"), refusal.getMessage());
  }

  @Test
  void shouldRefuseALogOfUnknownFold() throws IOException {
    Files.createDirectories(folder.resolve("kafka"));

    Complaint refusal = assertThrows(Complaint.class, () -> DataFolder.open(folder));

    assertTrue(refusal.getMessage().contains("format"), refusal.getMessage());
  }

  @Test
  void shouldKeepTheKeyForItsOwnerOnly() throws IOException {
    try (DataFolder data = DataFolder.open(folder)) {
      assertEquals("", data.adminKey());
      data.keepAdminKey("secret");
      assertEquals("secret", data.adminKey());
    }
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("admin-key"))));
  }

  @Test
  void shouldRememberWhatIsAnnouncedAndWhereItAllIs() {
    DataFolder.Addresses addresses = new DataFolder.Addresses("g", "k", "r", "n");
    try (DataFolder data = DataFolder.open(folder)) {
      assertNull(DataFolder.addresses(folder));
      assertFalse(data.isBegun());
      data.keepAnnounced(List.of(1));
      data.keepAnnounced(List.of(4));
      data.keepAddresses(addresses);
    }
    try (DataFolder data = DataFolder.open(folder)) {
      assertTrue(data.isBegun() && data.isAnnounced(1) && data.isAnnounced(4));
      assertFalse(data.isAnnounced(2));
      assertEquals(addresses, DataFolder.addresses(folder));
    }
  }

  @Test
  void shouldDeleteAnEphemeralFolder() {
    DataFolder data = DataFolder.ephemeral();
    data.keepAdminKey("secret");

    data.close();

    assertFalse(Files.exists(data.folder()));
  }
}
