namespace System.Runtime.CompilerServices;

/// <summary>What the compiler wants for records, which netstandard2.0 lacks.</summary>
internal static class IsExternalInit;
