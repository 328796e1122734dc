using System.Text.Json;

namespace PhStudio.Messaging.Gateway.Hosting.Commands;

/// <summary>What a command says of a refusal of the Gateway.</summary>
internal static class GatewayRefusal
{
    /// <summary>The sentence of a refusal.</summary>
    /// <param name="answer">The refusal.</param>
    /// <param name="call">What was called.</param>
    /// <param name="role">What the key must be allowed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CommandException> OfAsync(HttpResponseMessage answer, string call, string role, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        switch (status)
        {
            case 401:
                return new CommandException(ExitCode.WrongUse, $"The Gateway does not know the key: set GATEWAY_API_KEY to one that has the role {role} (gateway keys new NAME --roles {role}).");
            case >= 300 and < 400:
                return new CommandException(ExitCode.WrongUse, $"{call} answered {status}: set GATEWAY_URL to where it leads{(answer.Headers.Location is { IsAbsoluteUri: true } to ? $", {to.GetLeftPart(UriPartial.Authority)}" : "")}.");
        }

        try
        {
            var problem = await ProblemAsync(answer, cancellationToken);
            if (status == 422 && problem.TryGetProperty("errors", out var errors))
            {
                return new CommandException(ExitCode.WrongUse, string.Join('\n', errors.EnumerateObject().Select(error => $"--{error.Name} {error.Value[0].GetString()}.")));
            }

            var says = $"{call} answered {status}: {problem.GetProperty("detail").GetString()}";
            return status == 403
                ? new CommandException(ExitCode.WrongUse, $"{says} Set GATEWAY_API_KEY to a key that may (gateway keys new NAME --roles {role}).")
                : new CommandException(ExitCode.Wrong, says);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return NotOurs(call, status);
        }
    }

    /// <summary>What a refusal says of the posted body.</summary>
    public static async Task<string> DetailAsync(HttpResponseMessage answer, string call, CancellationToken cancellationToken)
    {
        try
        {
            return (await ProblemAsync(answer, cancellationToken)).GetProperty("detail").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw NotOurs(call, (int)answer.StatusCode);
        }
    }

    /// <summary>The JSON object of an answer.</summary>
    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer, string call, CancellationToken cancellationToken)
    {
        try
        {
            return await ProblemAsync(answer, cancellationToken) is { ValueKind: JsonValueKind.Object } json ? json : throw NotOurs(call, (int)answer.StatusCode);
        }
        catch (JsonException)
        {
            throw NotOurs(call, (int)answer.StatusCode);
        }
    }

    /// <summary>Something answers, and it is not the Gateway.</summary>
    public static CommandException NotOurs(string call, int status) => new(ExitCode.Wrong, $"{call} answered {status}, and not as the Gateway does: is GATEWAY_URL the Gateway's address?");

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken) => JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
}
