"""The viewing platform (保証確認サービス): number and key open the certificate."""
