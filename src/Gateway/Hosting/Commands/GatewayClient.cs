using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Connections;

namespace PhStudio.Messaging.Gateway.Hosting.Commands;

/// <summary>The running Gateway as a command calls it: at <c>GATEWAY_URL</c> with <c>GATEWAY_API_KEY</c>, by the same calls, roles and rules as other callers (docs/decisions/0256). Every failure is a <see cref="CommandException"/>.</summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>What every command that reads from it says in its help.</summary>
    public const string Help = "It asks the running Gateway at GATEWAY_URL (default http://localhost:5080), with the key of GATEWAY_API_KEY, which must have the role read.";

    private const int PageLength = 500;
    private const int PatientAttempts = 5;

    private static readonly TimeSpan PatientTimeout = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly string _role;
    private readonly int _attempts;

    private GatewayClient(Uri address, string? key, string role, bool isPatient, TimeSpan? timeout, X509Certificate2Collection? authorities)
    {
        // It follows no redirect, which would carry the key to another address.
        _http = new(new SocketErrors(OutgoingHttp.NewHandler(new AddressRace(TimeProvider.System), authorities)));
        // For a proxy before the Gateway.
        _address = BasicCredentials.Without(address);
        _http.DefaultRequestHeaders.Authorization = BasicCredentials.Of(address);
        _role = role;
        _attempts = isPatient ? PatientAttempts : 1;
        _http.Timeout = timeout ?? (isPatient ? PatientTimeout : Timeout);
        _http.DefaultRequestHeaders.Add("X-Api-Key", key ?? "");
    }

    /// <summary>The Gateway that the settings name.</summary>
    /// <param name="settings">Settings in the place of the environment's and of a file <c>.env</c>; null for these.</param>
    /// <param name="role">What the key must be allowed, for the sentence about a wrong one.</param>
    public static GatewayClient Of(IReadOnlyDictionary<string, string?>? settings, string role = "read") => Of(CommandHost.NewBuilder(settings), role);

    /// <summary>The Gateway that a command's settings name.</summary>
    /// <param name="builder">Has the settings.</param>
    /// <param name="role">What the key must be allowed, for the sentence about a wrong one.</param>
    /// <param name="isPatient">True where an answer that takes long, or comes after a while only, is better than none.</param>
    /// <param name="timeout">How long an answer may take; null for what <paramref name="isPatient"/> says.</param>
    public static GatewayClient Of(IHostApplicationBuilder builder, string role = "read", bool isPatient = true, TimeSpan? timeout = null)
    {
        var address = builder.Configuration["GATEWAY_URL"] is { Length: > 0 } given ? given : "http://localhost:5080";
        var key = builder.Settings().OptionalSecret("GATEWAY_API_KEY", "a key of letters, digits and signs, without spaces", text => text.All(c => c is > ' ' and <= '~'));
        var authorities = Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) ? builder.Settings().Authorities("GATEWAY_CA_FILE", uri) : null;
        builder.Settings().NotInTheClear("GATEWAY_URL", uri);
        if (builder.Settings().Problems is { Count: > 0 } problems)
        {
            throw new CommandException(ExitCode.WrongUse, string.Join(Environment.NewLine, problems));
        }

        return uri?.Scheme is "http" or "https"
            ? new GatewayClient(uri, key, role, isPatient, timeout, authorities)
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

            var page = await GetAsync(path, query, cancellationToken);
            if (!page.TryGetProperty(member, out var entries) || entries.ValueKind != JsonValueKind.Array)
            {
                throw GatewayRefusal.NotOurs($"GET /{path}", 200);
            }

            foreach (var entry in entries.EnumerateArray())
            {
                yield return entry;
            }

            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
    }

    /// <summary>The JSON object of an answer.</summary>
    public async Task<JsonElement> GetAsync(string path, IReadOnlyDictionary<string, string> query, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(() => new HttpRequestMessage(HttpMethod.Get, Target(path, query)), HttpCompletionOption.ResponseContentRead, cancellationToken);
        await ThrowIfRefusedAsync(answer, $"GET /{path}", cancellationToken);
        return await GatewayRefusal.JsonAsync(answer, $"GET /{path}", cancellationToken);
    }

    /// <summary>The body of an answer, as it comes.</summary>
    /// <param name="path">The call, without its first slash.</param>
    /// <param name="query">Its parameters by their names.</param>
    /// <param name="mediaType">What it must be: another server answers with something else.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Stream> ReadAsync(string path, IReadOnlyDictionary<string, string> query, string mediaType, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(() => new HttpRequestMessage(HttpMethod.Get, Target(path, query)), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await ThrowIfRefusedAsync(answer, $"GET /{path}", cancellationToken);
        if (answer.Content.Headers.ContentType?.MediaType != mediaType)
        {
            using (answer)
            {
                throw GatewayRefusal.NotOurs($"GET /{path}", (int)answer.StatusCode);
            }
        }

        return await answer.Content.ReadAsStreamAsync(cancellationToken);
    }

    /// <summary>Posts something that may be posted twice.</summary>
    /// <returns>Null where it was taken, else what is wrong with it. Throws where the Gateway would take nothing else either.</returns>
    public async Task<string?> PostAsync<T>(string path, T body, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(() => new HttpRequestMessage(HttpMethod.Post, Target(path, new Dictionary<string, string>(StringComparer.Ordinal))) { Content = JsonContent.Create(body) }, HttpCompletionOption.ResponseContentRead, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity)
        {
            return await GatewayRefusal.DetailAsync(answer, $"POST /{path}", cancellationToken);
        }

        await ThrowIfRefusedAsync(answer, $"POST /{path}", cancellationToken);
        await GatewayRefusal.JsonAsync(answer, $"POST /{path}", cancellationToken);
        return null;
    }

    public void Dispose() => _http.Dispose();

    private Uri Target(string path, IReadOnlyDictionary<string, string> query) =>
        new(_address, query.Count == 0 ? path : $"{path}?{string.Join('&', query.Select(filter => $"{filter.Key}={Uri.EscapeDataString(filter.Value)}"))}");

    private async Task<HttpResponseMessage> CallAsync(Func<HttpRequestMessage> call, HttpCompletionOption until, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            HttpResponseMessage answer;
            try
            {
                using var request = call();
                answer = await _http.SendAsync(request, until, cancellationToken);
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CommandException(ExitCode.Wrong, $"The Gateway at {_address.GetLeftPart(UriPartial.Path)} did not answer within {_http.Timeout.TotalSeconds:0} s: look at its GET /status, and try again.");
            }
            catch (HttpRequestException refused) when (refused.InnerException is AuthenticationException && !cancellationToken.IsCancellationRequested)
            {
                throw new CommandException(ExitCode.WrongUse, $"The certificate of {_address.GetLeftPart(UriPartial.Path)} is of no authority that this machine knows, or of another name: name the authority's PEM file in GATEWAY_CA_FILE.");
            }
            catch (HttpRequestException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CommandException(ExitCode.Wrong, $"Nothing answers at {_address.GetLeftPart(UriPartial.Path)}: start the services, or set GATEWAY_URL.");
            }

            // A service that has the answers is busy or starts: the same is asked again.
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == _attempts)
            {
                return answer;
            }

            answer.Dispose();
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task ThrowIfRefusedAsync(HttpResponseMessage answer, string call, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            using (answer)
            {
                throw await GatewayRefusal.OfAsync(answer, call, _role, cancellationToken);
            }
        }
    }
}
