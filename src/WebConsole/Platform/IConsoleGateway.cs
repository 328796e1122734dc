using Microsoft.AspNetCore.Http;

namespace PhStudio.Messaging.WebConsole.Platform;

/// <summary>
/// The Gateway as the console sees it: its keys, and its calls by HTTP without a network between. The console knows no rule of its own; whatever it can, HTTP can.
/// </summary>
public interface IConsoleGateway
{
    /// <summary>The key that somebody typed; null where it is wrong or has expired. A refusal is counted and slowed down as one over HTTP.</summary>
    /// <param name="key">What was typed.</param>
    /// <param name="context">The browser's call.</param>
    Task<Operator?> SignInAsync(string? key, HttpContext context);

    /// <summary>The key of a session; null where it was taken out or has expired since.</summary>
    /// <param name="id">As <see cref="Operator.Id"/>.</param>
    Operator? Find(string id);

    /// <summary>Calls the Gateway with a key of a session, as its holder would over HTTP.</summary>
    /// <param name="id">As <see cref="Operator.Id"/>.</param>
    /// <param name="call">What is called.</param>
    Task<GatewayAnswer> CallAsync(string id, GatewayCall call, CancellationToken cancellationToken);
}

/// <summary>A user who is signed in: the holder of a key.</summary>
/// <param name="Id">Names it within this Gateway and says nothing of its secret.</param>
/// <param name="Name">Its name, which stands in audits.</param>
/// <param name="Roles">The names of its roles.</param>
public sealed record Operator(string Id, string Name, IReadOnlyList<string> Roles)
{
    /// <summary>True where it has one of the roles, or is an administrator's. It decides what is shown; what is done, the route decides.</summary>
    public bool May(params string[] anyOf) => Roles.Contains("administer") || anyOf.Any(Roles.Contains);
}

/// <summary>A call of the Gateway.</summary>
/// <param name="Method">Such as <c>POST</c>.</param>
/// <param name="Target">The path and the query, encoded as in an address.</param>
/// <param name="Body">JSON; null for none.</param>
public sealed record GatewayCall(string Method, string Target, byte[]? Body = null);

/// <summary>What the Gateway answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
public sealed record GatewayAnswer(int Status, ReadOnlyMemory<byte> Body);
