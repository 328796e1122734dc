using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using PhStudio.Messaging.ServiceDefaults.Browsers;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.TelegramEmulator.Hosting;

/// <summary>Reads <see cref="EmulatorOptions"/> from the environment, for an emulator that runs as a process of its own.</summary>
public static class EmulatorSettings
{
    /// <summary>Reads every setting; a malformed one stops the start with a sentence that names it and its form.</summary>
    /// <param name="read">Gives a variable's value, or null.</param>
    /// <exception cref="FormatException">A value has not the form that its setting needs.</exception>
    public static EmulatorOptions FromEnvironment(Func<string, string?> read)
    {
        var defaults = new EmulatorOptions();
        var token = Secret("EMULATOR_BOT_TOKEN");
        if (token is not null && !BotToken.IsWellFormed(token))
        {
            // Never the value: it may be a real one, set here by mistake.
            throw new FormatException("EMULATOR_BOT_TOKEN must be a bot token such as 123456:ABC-DEF, at most 80 characters");
        }

        return new EmulatorOptions
        {
            Url = Listening("EMULATOR_URL") ?? Listening("ASPNETCORE_URLS") ?? defaults.Url,
            Tokens = token is null ? defaults.Tokens : [token],
            StaffChatId = Chat("EMULATOR_STAFF_CHAT_ID") ?? defaults.StaffChatId,
            Limits = Switch("EMULATOR_LIMITS", true) ? defaults.Limits : SendLimits.Off,
            AllowRemoteControl = Switch("EMULATOR_ALLOW_REMOTE", false),
            AllowedHosts = Hosts(Text("ALLOWED_HOSTS")),
            DemoBookingUrl = Address("EMULATOR_BOOKING_URL"),
            DemoBookingApiKey = Secret("EMULATOR_BOOKING_API_KEY"),
        };

        string? Text(string name) => read(name) is { Length: > 0 } value ? value : null;

        string? Secret(string name) => Text(name) ?? (Text(name + "_FILE") is { } path && Content(name + "_FILE", path).Trim() is { Length: > 0 } value ? value : null);

        static string Content(string name, string path)
        {
            try
            {
                return File.ReadAllText(path);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                throw new FormatException($"{name} is {path}, which cannot be read: {unreadable.Message}", unreadable);
            }
        }

        string? Listening(string name) => Text(name) is not { } value ? null
            : value.Split(';', StringSplitOptions.RemoveEmptyEntries).All(IsHttp) ? value
            : throw new FormatException($"{name} must be where it listens, such as http://localhost:5081 (it has no certificate for https://), not '{value}'");

        bool Switch(string name, bool otherwise) => Text(name)?.ToLowerInvariant() switch
        {
            null => otherwise,
            "on" or "true" or "1" => true,
            "off" or "false" or "0" => false,
            var value => throw new FormatException($"{name} must be on or off, not '{value}'"),
        };

        long? Chat(string name) => Text(name) is not { } value ? null
            : long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) && id < 0 ? id
            : throw new FormatException($"{name} must be the number of a group such as -1001000000001, not '{value}'");

        Uri? Address(string name) => Text(name) is not { } value ? null
            : Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
            : throw new FormatException($"{name} must be an http:// or https:// address, not '{value}'");
    }

    // As the server reads it, which ends with a stack trace where it cannot.
    private static bool IsHttp(string address)
    {
        try
        {
            return BindingAddress.Parse(address.Trim()) is { Scheme: "http", Port: >= 0 and <= IPEndPoint.MaxPort, PathBase.Length: 0 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Reads host names separated by commas.</summary>
    /// <param name="text">The setting's value; null or empty where it is unset.</param>
    /// <exception cref="FormatException">It has another form.</exception>
    public static IReadOnlySet<string> Hosts(string? text) =>
        BrowserRequest.ReadHosts(text ?? "") ?? throw new FormatException($"ALLOWED_HOSTS must be {BrowserRequest.HostsFormat}, not '{text}'");
}
