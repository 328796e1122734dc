using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Privacy;

/// <summary>Takes a person out of a stored message. Messages that only our services may publish are marked again.</summary>
public sealed class MessageEraser
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly MessageMark? _mark;

    internal MessageEraser(MessageMark? mark) => _mark = mark;

    /// <summary>What becomes of a message.</summary>
    /// <param name="Body">Its body without the person; null where it was for the person alone and is to go away.</param>
    /// <param name="Mark">Its new mark; null where it needs none, or cannot be read.</param>
    public sealed record Result(string? Body, string? Mark);

    /// <summary>Cleans a body, with or without an envelope; null where nothing of the person is in it.</summary>
    /// <param name="person">The person.</param>
    /// <param name="body">The body.</param>
    /// <param name="typeName">The message's type: its name, its URN or its exchange.</param>
    public Result? Clean(PersonTraces person, string body, string? typeName)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: PersonTraces.Strict) is { } root and not JsonValue ? CleanNode(person, root, typeName) : CleanText(person, body);
        }
        catch (Exception e) when (WireJsonCheck.IsRefusal(e))
        {
            // One body that nobody can read must not end the erasure of all others.
            return CleanText(person, body);
        }
    }

    private Result? CleanNode(PersonTraces person, JsonNode root, string? typeName)
    {
        var isEnvelope = root is JsonObject envelope && envelope.ContainsKey("messageType") && envelope["message"] is JsonObject;
        var message = isEnvelope ? root["message"]! : root;
        var type = TypeOf(isEnvelope ? string.Join(';', (root["messageType"] as JsonArray ?? []).Select(name => name?.ToString())) : typeName);
        if (message is JsonObject members && IsForPersonAlone(person, members, type))
        {
            return new Result(Body: null, Mark: null);
        }

        if (!person.In(message).Clean(message))
        {
            return null;
        }

        var mark = type is null ? null : MarkOf(type, message!);
        if (mark is not null && isEnvelope)
        {
            var headers = root["headers"] as JsonObject ?? [];
            headers[MessageMark.Header] = mark;
            root["headers"] = headers.Parent is null ? headers : headers.DeepClone();
        }

        return new Result(root.ToJsonString(Readable), mark);
    }

    private static Result? CleanText(PersonTraces person, string body) => person.CleanUnread(body) is var text && text != body ? new Result(text, Mark: null) : null;

    // What the person was to be told, or chose. Without its chat nobody could carry it out.
    private static bool IsForPersonAlone(PersonTraces person, JsonObject message, Type? type)
    {
        var whose = type == typeof(SendMessage) ? message["chatId"] ?? message["chat_id"] : type == typeof(LanguageChosen) ? message["userId"] ?? message["user_id"] : null;
        return whose?.ToString() is { } chat && person.ChatIds.Contains(chat);
    }

    /// <summary>Null where the type needs none, and for a message that cannot be read: whatever reads it refuses it anyway, and an erasure must not end there.</summary>
    private string? MarkOf(Type type, JsonNode message)
    {
        if (_mark is null || !MessageMark.IsDemanded(type))
        {
            return null;
        }

        try
        {
            return _mark.Of(type, WireReader.Read(type, JsonSerializer.SerializeToUtf8Bytes(message), checks: false));
        }
        catch (WireException)
        {
            return null;
        }
    }

    private static Type? TypeOf(string? name) =>
        name is null ? null : Routes.All().Select(route => route.Message).FirstOrDefault(type => name.Split(';').Any(part => part.EndsWith($":{type.Name}", StringComparison.Ordinal) || part == type.FullName));
}

/// <summary>Registers <see cref="MessageEraser"/>.</summary>
public static class MessageEraserRegistration
{
    /// <summary>With the mark of <c>SERVICES_SECRET</c>, where it is set.</summary>
    public static void AddMessageEraser(this IHostApplicationBuilder builder)
    {
        var mark = MessageBus.Mark(builder.Settings());
        builder.Services.TryAddSingleton(new MessageEraser(mark));
    }
}
