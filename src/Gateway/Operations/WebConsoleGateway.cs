using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.WebConsole.Platform;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>The Gateway as its console sees it.</summary>
internal sealed class WebConsoleGateway(KeyRing keys, RefusedCalls refused, InProcessCalls calls) : IConsoleGateway
{
    public async Task<Operator?> SignInAsync(string? key, HttpContext context)
    {
        if (keys.Find(key) is { IsExpired: false } found)
        {
            return Of(found.Entry);
        }

        await refused.NoteAsync(context, string.IsNullOrEmpty(key) ? "no_key" : keys.Find(key) is null ? "wrong_key" : "expired_key");
        return null;
    }

    public Operator? Find(string id) => keys.FindById(id) is { } entry ? Of(entry) : null;

    public async Task<GatewayAnswer> CallAsync(string id, GatewayCall call, CancellationToken cancellationToken)
    {
        if (keys.FindById(id) is not { } entry)
        {
            return new GatewayAnswer(StatusCodes.Status401Unauthorized, default);
        }

        var (status, body) = await calls.CallAsync(call.Method, call.Target, call.Body, context => context.Features.Set(entry.Caller), cancellationToken);
        return new GatewayAnswer(status, body);
    }

    private static Operator Of(KeyEntry entry) => new(entry.Id, entry.Caller.Name, [.. entry.Caller.Roles.Order().Select(Roles.NameOf)]);
}
