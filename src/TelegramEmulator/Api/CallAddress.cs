namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>What <c>/bot&lt;token&gt;/METHOD</c> names.</summary>
/// <param name="Token">The token, whatever it is.</param>
/// <param name="Method">The method; the parameter <c>method</c> where the path ends before it.</param>
/// <param name="IsWhole">False for a path without the slash behind the token.</param>
/// <param name="IsOfTests">True for Telegram's test servers, on which no bot is known here.</param>
internal sealed record CallAddress(string Token, string Method, bool IsWhole, bool IsOfTests)
{
    private const string Before = "/bot";
    private const string Tests = "/test";

    public static async ValueTask<CallAddress> ReadAsync(HttpContext http)
    {
        var path = http.Request.Path.Value![Before.Length..];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return new CallAddress(path, "", IsWhole: false, IsOfTests: false);
        }

        var (token, rest) = (path[..slash], path[slash..]);
        var isOfTests = rest.StartsWith(Tests, StringComparison.Ordinal);
        rest = isOfTests ? rest[Tests.Length..] : rest;
        return !rest.StartsWith('/') ? new CallAddress(token, "", IsWhole: false, isOfTests) : new CallAddress(token, rest.Length > 1 ? rest[1..] : await MethodAsync(http), IsWhole: true, isOfTests);
    }

    private static async ValueTask<string> MethodAsync(HttpContext http)
    {
        http.Request.EnableBuffering();
        try
        {
            using var parameters = await ApiParameters.ReadAsync(http.Request, http.RequestAborted);
            return parameters.Text("method") ?? "";
        }
        catch (TelegramRefusal)
        {
            return "";
        }
        finally
        {
            http.Request.Body.Position = 0;
        }
    }
}
