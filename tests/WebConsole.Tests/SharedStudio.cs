namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>One studio for tests that change nothing the others look at.</summary>
public sealed class SharedStudio : IAsyncLifetime
{
    /// <summary>A key that may book and not read.</summary>
    public const string Booker = "key-of-the-booker";

    /// <summary>A key that may read and nothing else.</summary>
    public const string Reader = "key-of-the-reader";

    internal Studio Studio { get; private set; } = default!;

    public async ValueTask InitializeAsync()
    {
        Studio = await Studio.StartAsync(settings: [("GATEWAY_API_KEYS", $"[{Studio.Entry("booker", Booker, "book")},{Studio.Entry("reader", Reader, "read")}]")]);
        // A message of the overview's tests fails.
        Studio.Errors.MayLog("ChatNotFound: Bad Request: chat not found");
    }

    public ValueTask DisposeAsync() => Studio.DisposeAsync();
}
