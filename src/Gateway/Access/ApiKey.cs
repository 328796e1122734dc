using System.Security.Cryptography;
using System.Text;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>The key that every call but the webhook and the health routes must bring: <c>GATEWAY_API_KEY</c>.</summary>
public sealed class ApiKey(string key)
{
    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Compares in constant time, whatever the lengths.</summary>
    public bool Is(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), expected);
}

internal static class AccessRegistration
{
    public static void AddAccess(this IHostApplicationBuilder builder)
    {
        var settings = builder.Settings();
        builder.Services.AddSingleton(new ApiKey(settings.NotGuessable("GATEWAY_API_KEY", settings.Secret("GATEWAY_API_KEY", "a text of at least 16 characters", text => text.Length >= 16))!));
        builder.Services.AddSingleton(new RefusalOptions(settings.Seconds("GATEWAY_REFUSAL_DELAY", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30))));
        builder.Services.AddSingleton<RefusedCalls>();
    }
}
