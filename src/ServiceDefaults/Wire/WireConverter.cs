using System.Text.Json;
using System.Text.Json.Serialization;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>
/// Has every message of the contracts read by <see cref="WireReader"/> when it comes in MassTransit's envelope.
/// Writing uses the options' own converter.
/// </summary>
internal sealed class WireConverter(JsonSerializerOptions writing) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => IsContract(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Message<>).MakeGenericType(typeToConvert), writing)!;

    /// <summary>True for the records of the contracts.</summary>
    internal static bool IsContract(Type type) => type.Assembly == typeof(BookingCreated).Assembly && type is { IsClass: true, IsAbstract: false } && type.GetConstructor(Type.EmptyTypes) is not null && type.GetMethod("<Clone>$") is not null;

    private sealed class Message<T>(JsonSerializerOptions writing) : JsonConverter<T>
        where T : class
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new WireException($"{typeof(T).Name} must be a JSON object.");
            }

            var errors = new WireErrors();
            var value = WireReader.ReadObject(ref reader, WireShape.Of(typeof(T)), errors, "", UnknownMembers.RefusedWhereMisspelt);
            return errors.Any ? throw new InvalidMessageException($"{typeof(T).Name}: {errors.ToException().Message}") : (T)value;
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, writing);
    }
}
