using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace PhStudio.Messaging.TestKit;

/// <summary>A virtual host of a test's own on the shared RabbitMQ: as good as a fresh broker. Removed with the test.</summary>
public sealed class VirtualHost : IAsyncDisposable
{
    private readonly HttpClient _management;
    private readonly string _name;
    private readonly List<string> _users = [];

    private VirtualHost(HttpClient management, string name)
    {
        _management = management;
        _name = name;
        Url = RealServers.RabbitMq.TrimEnd('/') + "/" + name;
    }

    /// <summary>What RABBITMQ_URL takes.</summary>
    public string Url { get; }

    /// <summary>What REDIS_URL takes beside it: what waits there leads to this broker only.</summary>
    public string Redis { get; } = RealServers.NewRedis();

    public static async Task<VirtualHost> CreateAsync()
    {
        var address = RealServers.RabbitMqManagement;
        var client = new HttpClient { BaseAddress = new Uri(address.GetLeftPart(UriPartial.Scheme) + address.Authority) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(address.UserInfo)));
        var host = new VirtualHost(client, "t-" + Guid.NewGuid().ToString("N"));
        (await client.PutAsync($"/api/vhosts/{host._name}", content: null)).EnsureSuccessStatusCode();
        (await client.PutAsJsonAsync($"/api/permissions/{host._name}/guest", new { configure = ".*", write = ".*", read = ".*" })).EnsureSuccessStatusCode();
        return host;
    }

    /// <summary>The messages that wait in a queue now, each with its properties, headers and payload; they stay there.</summary>
    public async Task<IReadOnlyList<JsonElement>> MessagesAsync(string queue, int most = 1000)
    {
        // A quorum queue answers 400 or 500 in the moment of its declaration.
        var answer = await Eventually.GetAsync($"the messages of {queue}",
            () => _management.PostAsJsonAsync($"/api/queues/{_name}/{queue}/get", new { count = most, ackmode = "ack_requeue_true", encoding = "auto" }),
            got => got.IsSuccessStatusCode || got.StatusCode == System.Net.HttpStatusCode.NotFound);
        if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return [];
        }
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<List<JsonElement>>())!;
    }

    /// <summary>The names of the queues that exist now.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync() =>
        (await _management.GetFromJsonAsync<List<JsonElement>>($"/api/queues/{_name}?columns=name"))!.ConvertAll(queue => queue.GetProperty("name").GetString()!);

    /// <summary>The names of the queues that somebody consumes from now.</summary>
    public async Task<IReadOnlyList<string>> ConsumedQueuesAsync() =>
        [.. (await _management.GetFromJsonAsync<List<JsonElement>>($"/api/queues/{_name}"))!
            .Where(queue => queue.TryGetProperty("consumers", out var consumers) && consumers.GetInt32() > 0).Select(queue => queue.GetProperty("name").GetString()!)];

    /// <summary>The names of the queues that the broker itself lists a consumer of: by itself, where <see cref="ConsumedQueuesAsync"/> reads figures that are up to a second old.</summary>
    public async Task<IReadOnlyList<string>> QueuesWithConsumersAsync() =>
        [.. (await _management.GetFromJsonAsync<List<JsonElement>>($"/api/consumers/{_name}"))!.Select(consumer => consumer.GetProperty("queue").GetProperty("name").GetString()!).Distinct()];

    /// <summary>How many messages of these queues wait, and how many a consumer has and did not answer for; up to a second old.</summary>
    public async Task<(long Waiting, long Held)> LoadAsync(IReadOnlyCollection<string> queues)
    {
        var told = (await _management.GetFromJsonAsync<List<JsonElement>>($"/api/queues/{_name}"))!.FindAll(queue => queues.Contains(queue.GetProperty("name").GetString()));
        return (told.Sum(queue => Number(queue, "messages_ready")), told.Sum(queue => Number(queue, "messages_unacknowledged")));

        static long Number(JsonElement queue, string name) => queue.TryGetProperty(name, out var number) ? number.GetInt64() : 0;
    }

    /// <summary>How many messages each queue holds, those in a consumer's hand among them; up to a second old.</summary>
    public async Task<IReadOnlyDictionary<string, long>> DepthsAsync() =>
        (await _management.GetFromJsonAsync<List<JsonElement>>($"/api/queues/{_name}"))!.ToDictionary(queue => queue.GetProperty("name").GetString()!, queue => queue.TryGetProperty("messages", out var messages) ? messages.GetInt64() : 0, StringComparer.Ordinal);

    /// <summary>How many messages each queue was ever given; up to some seconds old.</summary>
    public async Task<IReadOnlyDictionary<string, long>> GivenAsync() =>
        (await _management.GetFromJsonAsync<List<JsonElement>>($"/api/queues/{_name}"))!.ToDictionary(
            queue => queue.GetProperty("name").GetString()!,
            queue => queue.TryGetProperty("message_stats", out var stats) && stats.TryGetProperty("publish", out var count) ? count.GetInt64() : 0,
            StringComparer.Ordinal);

    /// <summary>Removes a queue with all that waits in it, as a broker does that lost its disk.</summary>
    public async Task DeleteQueueAsync(string queue) => (await _management.DeleteAsync($"/api/queues/{_name}/{queue}")).EnsureSuccessStatusCode();

    /// <summary>Removes an exchange with all its bindings.</summary>
    public async Task DeleteExchangeAsync(string exchange) => (await _management.DeleteAsync($"/api/exchanges/{_name}/{Uri.EscapeDataString(exchange)}")).EnsureSuccessStatusCode();

    /// <summary>Removes every binding that leads to a queue.</summary>
    public async Task UnbindQueueAsync(string queue)
    {
        foreach (var binding in (await _management.GetFromJsonAsync<List<JsonElement>>($"/api/queues/{_name}/{queue}/bindings"))!)
        {
            if (binding.GetProperty("source").GetString() is { Length: > 0 } source)
            {
                (await _management.DeleteAsync($"/api/bindings/{_name}/e/{Uri.EscapeDataString(source)}/q/{queue}/{binding.GetProperty("properties_key").GetString()}")).EnsureSuccessStatusCode();
            }
        }
    }

    /// <summary>The queues and exchanges that an exchange leads to.</summary>
    public async Task<IReadOnlyList<string>> DestinationsAsync(string exchange) =>
        (await _management.GetFromJsonAsync<List<JsonElement>>($"/api/exchanges/{_name}/{Uri.EscapeDataString(exchange)}/bindings/source"))!.ConvertAll(binding => binding.GetProperty("destination").GetString()!);

    /// <summary>Binds a queue to an exchange, as an earlier version may have done.</summary>
    public async Task BindQueueAsync(string exchange, string queue, string routingKey) =>
        (await _management.PostAsJsonAsync($"/api/bindings/{_name}/e/{Uri.EscapeDataString(exchange)}/q/{queue}", new { routing_key = routingKey, arguments = new { } })).EnsureSuccessStatusCode();

    /// <summary>Makes a classic queue, as somebody does who declares a queue of ours by hand.</summary>
    public async Task DeclareClassicQueueAsync(string queue) => (await _management.PutAsJsonAsync($"/api/queues/{_name}/{queue}", new { durable = true })).EnsureSuccessStatusCode();

    /// <summary>Lets every queue give a message up after so many returns, as RabbitMQ 4 does after twenty.</summary>
    public async Task LimitDeliveriesAsync(int limit) =>
        (await _management.PutAsJsonAsync($"/api/policies/{_name}/limit", new Dictionary<string, object> { ["pattern"] = "^(?!dead-letter)", ["apply-to"] = "queues", ["definition"] = new Dictionary<string, object> { ["delivery-limit"] = limit } })).EnsureSuccessStatusCode();

    /// <summary>Sets a policy of <c>infra/rabbitmq/definitions.json</c>, with another age limit.</summary>
    public async Task LimitAgeAsync(string policy, TimeSpan age)
    {
        using var definitions = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Whole.Repository.Root, "infra", "rabbitmq", "definitions.json")));
        var shipped = definitions.RootElement.GetProperty("policies").EnumerateArray().Single(each => each.GetProperty("name").GetString() == policy);
        var definition = shipped.GetProperty("definition").EnumerateObject().ToDictionary(member => member.Name, member => (object)member.Value, StringComparer.Ordinal);
        definition["message-ttl"] = (long)age.TotalMilliseconds;
        (await _management.PutAsJsonAsync($"/api/policies/{_name}/{policy}", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["pattern"] = shipped.GetProperty("pattern"), ["apply-to"] = shipped.GetProperty("apply-to"), ["priority"] = shipped.GetProperty("priority"), ["definition"] = definition,
        })).EnsureSuccessStatusCode();
    }

    /// <summary>Lets a queue refuse what comes (<c>basic.nack</c>) once it holds that many messages; null lifts the bound.</summary>
    public async Task RefuseBeyondAsync(string queue, int? most) =>
        (most is null
            ? await _management.DeleteAsync($"/api/policies/{_name}/full")
            : await _management.PutAsJsonAsync($"/api/policies/{_name}/full", new Dictionary<string, object> { ["pattern"] = $"^{queue}$", ["apply-to"] = "queues", ["definition"] = new Dictionary<string, object> { ["max-length"] = most, ["overflow"] = "reject-publish" } })).EnsureSuccessStatusCode();

    /// <summary>The names of the open connections.</summary>
    public async Task<IReadOnlyList<string>> ConnectionsAsync() =>
        [.. (await _management.GetFromJsonAsync<List<JsonElement>>($"/api/vhosts/{_name}/connections"))!.Select(connection => connection.GetProperty("name").GetString()!)];

    /// <summary>Says what the tests' user may declare here, as a regular expression.</summary>
    public async Task PermitDeclarationsAsync(string pattern) =>
        (await _management.PutAsJsonAsync($"/api/permissions/{_name}/guest", new { configure = pattern, write = ".*", read = ".*" })).EnsureSuccessStatusCode();

    /// <summary>Says what the tests' user may read here, as a regular expression: to consume from a queue, and to bind from an exchange.</summary>
    public async Task PermitReadingAsync(string pattern) =>
        (await _management.PutAsJsonAsync($"/api/permissions/{_name}/guest", new { configure = ".*", write = ".*", read = pattern })).EnsureSuccessStatusCode();

    /// <summary>Says what the tests' user may write to here, as a regular expression: to publish to an exchange, and to bind a queue.</summary>
    public async Task PermitWritingAsync(string pattern) =>
        (await _management.PutAsJsonAsync($"/api/permissions/{_name}/guest", new { configure = ".*", write = pattern, read = ".*" })).EnsureSuccessStatusCode();

    /// <summary>The same virtual host as a user of a test's own, who is not there before <see cref="AddUserAsync"/>.</summary>
    public string UrlOf(string user, string password) => new UriBuilder(Url) { UserName = user, Password = password }.Uri.AbsoluteUri;

    /// <summary>Makes a user who may do everything here.</summary>
    public async Task AddUserAsync(string user, string password)
    {
        (await _management.PutAsJsonAsync($"/api/users/{user}", new { password, tags = "" })).EnsureSuccessStatusCode();
        (await _management.PutAsJsonAsync($"/api/permissions/{_name}/{user}", new { configure = ".*", write = ".*", read = ".*" })).EnsureSuccessStatusCode();
        _users.Add(user);
    }

    /// <summary>Publishes a body to an exchange as a program in another language would, without an envelope.</summary>
    /// <returns>True when at least one queue got it.</returns>
    public Task<bool> PublishAsync(string exchange, string body, string? contentType = "application/json", string? messageId = null, string routingKey = "", IReadOnlyDictionary<string, string>? headers = null, DateTimeOffset? at = null) =>
        PublishAsync(exchange, Encoding.UTF8.GetBytes(body), contentType, messageId, routingKey, headers, at);

    /// <summary>As the other, of any bytes.</summary>
    public async Task<bool> PublishAsync(string exchange, byte[] body, string? contentType, string? messageId = null, string routingKey = "", IReadOnlyDictionary<string, string>? headers = null, DateTimeOffset? at = null)
    {
        var properties = new Dictionary<string, object> { ["delivery_mode"] = 2 };
        if (contentType is not null)
        {
            properties["content_type"] = contentType;
        }
        if (messageId is not null)
        {
            properties["message_id"] = messageId;
        }
        if (at is { } moment)
        {
            properties["timestamp"] = moment.ToUnixTimeSeconds();
        }
        if (headers is not null)
        {
            properties["headers"] = headers;
        }
        var answer = await _management.PostAsJsonAsync($"/api/exchanges/{_name}/{Uri.EscapeDataString(exchange)}/publish",
            new { properties, routing_key = routingKey, payload = Convert.ToBase64String(body), payload_encoding = "base64" });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("routed").GetBoolean();
    }

    public async ValueTask DisposeAsync()
    {
        await _management.DeleteAsync($"/api/vhosts/{_name}");
        foreach (var user in _users)
        {
            await _management.DeleteAsync($"/api/users/{user}");
        }

        _management.Dispose();
    }
}
