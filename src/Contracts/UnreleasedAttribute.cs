namespace PhStudio.Messaging.Contracts;

/// <summary>
/// Marks a member that the last release does not have. Its services pass the member over, and our mark for them (<c>SERVICES_SECRET</c>) is over the message without it (docs/decisions/0402).
/// The member is null where it says nothing: then no mark is over it, as in a message of the last release. With a release it loses this attribute.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnreleasedAttribute : Attribute
{
    /// <summary>True where a service that passes it over would do harm: our mark is over the member, so that it refuses the message. Default: false.</summary>
    public bool MustBeKnown { get; init; }
}
