using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Gateway.Operations.Exports;

/// <summary>The running Gateway as a command calls it: at <c>GATEWAY_URL</c> with <c>GATEWAY_API_KEY</c>, by the same calls, roles and rules as everybody (docs/decisions/0256).</summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>What every command that calls it says in its help.</summary>
    public const string Help = "It asks the running Gateway at GATEWAY_URL (default http://localhost:5080), with the key of GATEWAY_API_KEY, which must have the role read.";

    private const int PageLength = 500;
    private const int Attempts = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new() { Timeout = Timeout };
    private readonly Uri _address;

    private GatewayClient(Uri address, string? key)
    {
        _address = address;
        _http.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key ?? "");
    }

    /// <summary>The Gateway that the settings name.</summary>
    /// <param name="settings">Settings in the place of the environment's and of a file <c>.env</c>; null for these.</param>
    public static GatewayClient Of(IReadOnlyDictionary<string, string?>? settings)
    {
        var builder = CommandHost.NewBuilder(settings);

        var address = builder.Configuration["GATEWAY_URL"] is { Length: > 0 } given ? given : "http://localhost:5080";
        var key = builder.Settings().OptionalSecret("GATEWAY_API_KEY", "a key");
        if (builder.Settings().Problems is [var problem, ..])
        {
            throw new CommandException(ExitCode.WrongUse, problem);
        }

        return Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new GatewayClient(uri, key)
            : throw new CommandException(ExitCode.WrongUse, "GATEWAY_URL must be the Gateway's address such as http://localhost:5080.");
    }

    /// <summary>All entries of a list, newest first, page by page.</summary>
    /// <param name="path">The call, without its first slash.</param>
    /// <param name="filters">Its filters by their names.</param>
    /// <param name="member">Where the entries stand in its answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<JsonElement> EntriesAsync(string path, IReadOnlyDictionary<string, string> filters, string member, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var query = new Dictionary<string, string>(filters, StringComparer.Ordinal) { ["limit"] = $"{PageLength}" };
            if (cursor is not null)
            {
                query["cursor"] = cursor;
            }

            using var answer = await GetAsync(path, query, cancellationToken);
            using var page = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            foreach (var entry in page.RootElement.GetProperty(member).EnumerateArray())
            {
                yield return entry;
            }

            cursor = page.RootElement.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
    }

    /// <summary>The body of an answer, as it comes.</summary>
    public async Task<Stream> ReadAsync(string path, IReadOnlyDictionary<string, string> filters, CancellationToken cancellationToken) =>
        await (await GetAsync(path, filters, cancellationToken)).Content.ReadAsStreamAsync(cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> GetAsync(string path, IReadOnlyDictionary<string, string> query, CancellationToken cancellationToken)
    {
        var target = new Uri(_address, query.Count == 0 ? path : $"{path}?{string.Join('&', query.Select(filter => $"{filter.Key}={Uri.EscapeDataString(filter.Value)}"))}");
        for (var attempt = 1; ; attempt++)
        {
            HttpResponseMessage answer;
            try
            {
                answer = await _http.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is HttpRequestException or TaskCanceledException)
            {
                throw new CommandException(ExitCode.Wrong, $"Nothing answers at {_address.GetLeftPart(UriPartial.Path)}: start the services, or set GATEWAY_URL.");
            }

            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            using (answer)
            {
                // A service that has the answers is busy or starts: the same page is asked for again.
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == Attempts)
                {
                    throw await RefusalAsync(answer, path, cancellationToken);
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static async Task<CommandException> RefusalAsync(HttpResponseMessage answer, string path, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        if (status == 401)
        {
            return new CommandException(ExitCode.WrongUse, "The Gateway does not know the key: set GATEWAY_API_KEY to one that has the role read (gateway keys new NAME --roles read).");
        }

        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var problem = JsonDocument.Parse(text);
            if (status == 422 && problem.RootElement.TryGetProperty("errors", out var errors))
            {
                return new CommandException(ExitCode.WrongUse, string.Join('\n', errors.EnumerateObject().Select(error => $"--{error.Name} {error.Value[0].GetString()}.")));
            }

            return new CommandException(status == 403 ? ExitCode.WrongUse : ExitCode.Wrong, $"GET /{path} answered {status}: {problem.RootElement.GetProperty("detail").GetString()}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new CommandException(ExitCode.Wrong, $"GET /{path} answered {status}: is GATEWAY_URL the Gateway's address?");
        }
    }
}
