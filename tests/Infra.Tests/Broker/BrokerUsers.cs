using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;

namespace PhStudio.Messaging.InfraTests.Broker;

/// <summary>The users, permissions and policies of <c>infra/rabbitmq/definitions.json</c> on one virtual host of the tests' broker, each user under a name of this test's own.</summary>
internal sealed class BrokerUsers : IAsyncDisposable
{
    private readonly HttpClient _management;
    private readonly string _prefix = "t" + Guid.NewGuid().ToString("N")[..12] + "-";
    private readonly string _virtualHost;
    private readonly List<string> _users = [];

    private BrokerUsers(HttpClient management, string virtualHost)
    {
        _management = management;
        _virtualHost = virtualHost;
    }

    public static async Task<BrokerUsers> CreateAsync(VirtualHost virtualHost)
    {
        var address = RealServers.RabbitMqManagement;
        var management = new HttpClient { BaseAddress = new Uri(address.GetLeftPart(UriPartial.Scheme) + address.Authority) };
        management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(address.UserInfo)));
        var users = new BrokerUsers(management, new Uri(virtualHost.Url).AbsolutePath.Trim('/'));
        await users.ImportAsync();
        return users;
    }

    /// <summary>What RABBITMQ_URL takes, with this user.</summary>
    public string Url(string user)
    {
        var server = new Uri(RealServers.RabbitMq);
        return $"amqp://{_prefix}{user}:{Password(user)}@{server.Host}:{server.Port}/{_virtualHost}";
    }

    public Task<IConnection> ConnectAsync(string user) => new ConnectionFactory { Uri = new Uri(Url(user)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    /// <summary>What the management interface answers to a user's question about the virtual host.</summary>
    public async Task<HttpStatusCode> AskManagementAsync(string user, string what)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, what == "queues" ? $"/api/queues/{_virtualHost}" : $"/api/vhosts/{_virtualHost}/{what}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_prefix}{user}:{Password(user)}")));
        using var answer = await _management.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>The queues of the virtual host by name, each with the name of the policy that holds for it.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> PoliciesOfQueuesAsync() =>
        (await _management.GetFromJsonAsync<List<JsonElement>>($"/api/queues/{_virtualHost}"))!.ToDictionary(
            queue => queue.GetProperty("name").GetString()!,
            queue => queue.TryGetProperty("policy", out var policy) ? policy.GetString() : null);

    public async ValueTask DisposeAsync()
    {
        foreach (var user in _users)
        {
            await _management.DeleteAsync($"/api/users/{user}");
        }

        _management.Dispose();
    }

    private static string Password(string user) => $"password-of-{user}";

    private async Task ImportAsync()
    {
        var definitions = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "rabbitmq", "definitions.json")))!.AsObject();
        definitions["vhosts"] = new JsonArray();
        foreach (var user in definitions["users"]!.AsArray())
        {
            var name = user!["name"]!.GetValue<string>();
            // The placeholder is the one that infra/make-secrets fills in.
            Assert.Equal($"@{name.Replace('-', '_')}_hash@", user["password_hash"]!.GetValue<string>());
            user["password_hash"] = Hash(Password(name));
            user["name"] = _prefix + name;
            _users.Add(_prefix + name);
        }

        foreach (var permission in definitions["permissions"]!.AsArray())
        {
            permission!["user"] = _prefix + permission["user"]!.GetValue<string>();
            permission["vhost"] = _virtualHost;
        }

        foreach (var policy in definitions["policies"]!.AsArray())
        {
            policy!["vhost"] = _virtualHost;
        }

        using var answer = await _management.PostAsJsonAsync("/api/definitions", definitions);
        Assert.True(answer.IsSuccessStatusCode, $"The broker refuses infra/rabbitmq/definitions.json: {await answer.Content.ReadAsStringAsync()}");
    }

    private static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }
}
