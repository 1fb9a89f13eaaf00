import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

@Testcontainers
class PdsTest {
  @Container
  static final GenericContainer<?> pds =
      new GenericContainer<>("mockpds")
          .withExposedPorts(2583)
          .waitingFor(Wait.forHttp("/_mock/health").forPort(2583));

  @Test
  void aClientLogsIn() throws Exception {
    var url = "http://" + pds.getHost() + ":" + pds.getMappedPort(2583);
    var login =
        HttpRequest.newBuilder(URI.create(url + "/xrpc/com.atproto.server.createSession"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"identifier\": \"alice.test\", \"password\": \"alice-pass\"}"))
            .build();
    assertEquals(200, HttpClient.newHttpClient().send(login, BodyHandlers.ofString()).statusCode());
  }
}
